package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.persistence.JdbcSessionPersistence;

/**
 * What has to be done with the Hazelcast instance and its maps for sessions to be kept in
 * a database, or not to be.
 *
 * @param jdbc keeps them in a database, {@code null}: they are in memory only
 */
record SessionPersistence(@Nullable JdbcSessionPersistence jdbc) {

	private static final Log logger = LogFactory.getLog(SessionPersistence.class);

	static final SessionPersistence NONE = new SessionPersistence(null);

	/**
	 * Prepare a member that is about to be started: others may need it to have the
	 * database as soon as it has joined them.
	 */
	void prepare(Config config) {
		if (this.jdbc != null) {
			this.jdbc.register(config.getUserContext());
		}
	}

	void prepare(SessionHazelcast hazelcast, String mapName) {
		if (this.jdbc != null) {
			if (hazelcast.isClient()) {
				throw PropertiesValidator.invalid("persistence", "jdbc",
						"The HazelcastInstance bean is a client. Only members can keep sessions in a database: use it without a client, or give the servers a MapStore of their own.");
			}
			this.jdbc.register(hazelcast.instance().getUserContext());
		}
		else if (!hazelcast.isClient() && isKeptByOthers(hazelcast.instance(), mapName)) {
			throw PropertiesValidator.invalid("persistence", "none",
					"Other nodes of the cluster '%s' keep the sessions in a database, and this one would have to do so for its part of them. Set it to 'jdbc' here too, or stop all nodes before it is changed."
						.formatted(hazelcast.clusterName()));
		}
	}

	private static boolean isKeptByOthers(HazelcastInstance member, String mapName) {
		MapConfig present = member.getConfig().getMapConfigOrNull(mapName);
		return present != null && JdbcSessionPersistence.isConfigured(present);
	}

	void customize(MapConfig mapConfig) {
		if (this.jdbc != null) {
			this.jdbc.configure(mapConfig);
		}
	}

	/**
	 * Check the maps when they are configured.
	 */
	void check(HazelcastInstance instance) {
		if (this.jdbc != null) {
			this.jdbc.requireIn(instance);
		}
	}

	void start(HazelcastInstance instance) {
		if (this.jdbc != null) {
			this.jdbc.start(instance);
			logger.info("HTTP sessions are also kept in a database: " + this.jdbc.describe());
		}
	}

}
