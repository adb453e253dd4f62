package io.github.hazelcastjetty.sample.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The recipes for HAProxy.
 */
@OwnCluster
class HaproxyIntegrationTests extends AbstractBalancerIntegrationTests {

	private static final String BACKEND = "backend shop";

	@Override
	String program() {
		return "haproxy";
	}

	/**
	 * The first recipe is a whole file, the others have the back end only.
	 */
	@Override
	String configuration(BalancerRecipe recipe, Map<BalancerRecipe, String> snippets) {
		String whole = snippets.get(BalancerRecipe.NON_STICKY);
		String backend = snippets.get(recipe);
		return whole.substring(0, whole.lastIndexOf(BACKEND)) + backend.substring(backend.lastIndexOf(BACKEND));
	}

	@Override
	List<String> command(Path binary, Path file) {
		return List.of(binary.toString(), "-db", "-f", file.toString());
	}

}
