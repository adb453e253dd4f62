package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.client.config.ClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where the application says how its clients get to the cluster.
 */
@FunctionalInterface
interface ClientConfigSource {

	/**
	 * Return how to connect.
	 * @return the configuration, which others may use too, or {@code null} if nothing is
	 * said
	 */
	@Nullable ClientConfig find();

}
