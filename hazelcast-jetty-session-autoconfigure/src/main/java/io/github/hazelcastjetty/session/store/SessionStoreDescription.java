package io.github.hazelcastjetty.session.store;

import java.util.Map;

/**
 * Where sessions are kept, and how, in the words of logs and endpoints.
 *
 * @param mode whether the nodes are members or clients, and which instance is used
 * @param cluster the name of the cluster
 * @param map the name of the sessions map
 * @param strategy {@code sticky} or {@code non-sticky}
 * @param versions the versions of the software that takes part, by its name
 * @since 1.0.0
 */
public record SessionStoreDescription(String mode, String cluster, String map, String strategy,
		Map<String, String> versions) {

}
