package io.github.hazelcastjetty.session.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import javax.sql.DataSource;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;

import io.github.hazelcastjetty.session.hazelcast.HazelcastSessionStore;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.support.TestMembers;

/**
 * A member that keeps its sessions in a database, and the store on it.
 */
final class PersistentNode implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final JdbcSessionPersistence persistence;

	private final HazelcastInstance member;

	private final HazelcastSessionStore store;

	private PersistentNode(JdbcSessionPersistence persistence, HazelcastInstance member, HazelcastSessionStore store) {
		this.persistence = persistence;
		this.member = member;
		this.store = store;
	}

	static PersistentNode start(DataSource dataSource, String mapName, PersistentNode... others) {
		return start(dataSource, mapName, Duration.ZERO, 1, others);
	}

	static PersistentNode start(DataSource dataSource, String mapName, Duration writeDelay, int backups,
			PersistentNode... others) {
		JdbcSessionPersistence persistence = new JdbcSessionPersistence(dataSource, mapName, "JETTY_SESSIONS",
				writeDelay, TIMEOUT);
		persistence.requireTable();
		HazelcastInstance member = member(persistence, mapName, others);
		SessionMaps.prepare(member, mapName, backups, Duration.ofMinutes(30), false, persistence::configure);
		persistence.requireIn(member);
		persistence.start(member);
		return new PersistentNode(persistence, member, new HazelcastSessionStore(member, mapName, TIMEOUT));
	}

	private static HazelcastInstance member(JdbcSessionPersistence persistence, String mapName,
			PersistentNode... others) {
		try {
			int[] ports = new int[others.length];
			for (int i = 0; i < ports.length; i++) {
				ports[i] = TestMembers.port(others[i].member);
			}
			Config config = TestMembers.config(mapName, TestMembers.freePort(), ports);
			persistence.register(config.getUserContext());
			return Hazelcast.newHazelcastInstance(config);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	HazelcastInstance member() {
		return this.member;
	}

	HazelcastSessionStore store() {
		return this.store;
	}

	/**
	 * End without a word to the others, and without writing anything.
	 */
	void kill() {
		this.member.getLifecycleService().terminate();
		this.store.close();
		this.persistence.close();
	}

	@Override
	public void close() {
		this.store.close();
		this.member.shutdown();
		this.persistence.close();
	}

}
