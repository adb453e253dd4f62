package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.config.Config;

/**
 * Callback interface that can be implemented by beans wishing to change the configuration
 * of the member that is started for the sessions, with or without a file. It is not
 * called for an existing instance. Called once for each member that is started, after
 * Spring Boot's own customizers, on the thread that starts the application.
 *
 * @since 1.0.0
 * @see SessionClientConfigCustomizer
 * @see SessionMapConfigCustomizer
 */
@FunctionalInterface
public interface SessionMemberConfigCustomizer {

	/**
	 * Customize the configuration of a member.
	 * @param config the configuration, with everything set that sessions need
	 */
	void customize(Config config);

}
