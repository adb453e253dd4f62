package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.client.config.ClientConfig;

/**
 * Callback interface that can be implemented by beans wishing to change the configuration
 * of the client that is started for the sessions, with or without a file. It is not
 * called for an existing instance. Called once for each client that is started, on the
 * thread that starts the application.
 *
 * @since 1.0.0
 * @see SessionMemberConfigCustomizer
 */
@FunctionalInterface
public interface SessionClientConfigCustomizer {

	/**
	 * Customize the configuration of a client.
	 * @param config the configuration, with everything set that sessions need
	 */
	void customize(ClientConfig config);

}
