package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;

/**
 * The configuration of the instance that is started for the sessions: from a file, from
 * what the application says of its connections or from the properties, in that order,
 * then completed with what sessions need, then customized.
 *
 * @param options the properties
 * @param resourceLoader finds the file
 * @param connections what the application says of its connections
 * @param memberCustomizers are called for a member
 * @param clientCustomizers are called for a client
 * @param persistence keeps the sessions in a database, or not
 */
record InstanceConfigs(SessionOptions options, ResourceLoader resourceLoader, ClientConfigSource connections,
		List<SessionMemberConfigCustomizer> memberCustomizers, List<SessionClientConfigCustomizer> clientCustomizers,
		SessionPersistence persistence) {

	/**
	 * Marks the instances that are started for sessions.
	 */
	private static final String MARK = InstanceConfigs.class.getName();

	/**
	 * Return whether a member is made of properties alone, and has no object of the
	 * application.
	 */
	boolean isMemberOfProperties() {
		return this.options.configLocation() == null && this.memberCustomizers.isEmpty()
				&& this.persistence.jdbc() == null;
	}

	Config member() {
		String location = this.options.configLocation();
		Config config = (location != null) ? new ConfigFile(location, this.resourceLoader).loadMember()
				: EmbeddedMemberConfig.create(this.options);
		config.setClassLoader(this.resourceLoader.getClassLoader());
		String instanceName = this.options.instanceName();
		if (instanceName != null) {
			config.setInstanceName(unused(instanceName, Hazelcast::getHazelcastInstanceByName));
		}
		ClusterDeserialization.restrict(config.getSerializationConfig());
		InstanceProperties.complete(config, this.options);
		config.getUserContext().put(MARK, true);
		this.persistence.prepare(config);
		this.memberCustomizers.forEach((customizer) -> customizer.customize(config));
		return config;
	}

	ClientConfig client() {
		ClientConfig config = baseOfClient();
		config.setClassLoader(this.resourceLoader.getClassLoader());
		String instanceName = this.options.instanceName();
		if (instanceName != null) {
			config.setInstanceName(unused(instanceName, HazelcastClient::getHazelcastClientByName));
		}
		ClusterDeserialization.restrict(config.getSerializationConfig());
		InstanceProperties.complete(config, this.options);
		config.getUserContext().put(MARK, true);
		this.clientCustomizers.forEach((customizer) -> customizer.customize(config));
		return config;
	}

	private ClientConfig baseOfClient() {
		String location = this.options.configLocation();
		if (location != null) {
			return new ConfigFile(location, this.resourceLoader).loadClient();
		}
		ClientConfig connection = this.connections.find();
		if (connection == null) {
			return SessionClientConfig.create(this.options);
		}
		// Spring Boot's own client has the original, and its name
		return new ClientConfig(connection).setInstanceName(null);
	}

	/**
	 * Return a name that is not used in this process. Several applications in one
	 * process, as when they are tested, may have the same settings.
	 */
	private static String unused(String instanceName, InstanceFinder finder) {
		String name = instanceName;
		HazelcastInstance present = finder.find(name);
		for (int i = 2; present != null; i++) {
			if (!present.getUserContext().containsKey(MARK)) {
				throw PropertiesValidator.invalid("instance-name", instanceName,
						"This process already has a Hazelcast instance of that name, which is not a bean of this application. Give another name, or define that instance as a bean.");
			}
			name = instanceName + "-" + i;
			present = finder.find(name);
		}
		return name;
	}

	/**
	 * Finds an instance of this process by its name.
	 */
	private interface InstanceFinder {

		@Nullable HazelcastInstance find(String name);

	}

}
