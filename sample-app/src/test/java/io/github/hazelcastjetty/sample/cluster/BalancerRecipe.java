package io.github.hazelcastjetty.sample.cluster;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import io.github.hazelcastjetty.documents.Document;

/**
 * The recipes for a load balancer in {@code docs/load-balancers.md}.
 */
enum BalancerRecipe {

	/**
	 * Any node.
	 */
	NON_STICKY,

	/**
	 * The node that the worker name in the cookie says.
	 */
	STICKY,

	/**
	 * The node that a hash of the first 16 characters of the cookie says.
	 */
	HASH;

	/**
	 * The snippets with the ports of a test in the place of those in the document.
	 * @param program the name of the balancer
	 * @param port where it listens
	 * @param first where the first node is
	 * @param second where the second node is
	 */
	static Map<BalancerRecipe, String> snippets(String program, int port, int first, int second) {
		Document document = Document.read("docs/load-balancers.md");
		Map<BalancerRecipe, String> snippets = new EnumMap<>(BalancerRecipe.class);
		for (BalancerRecipe recipe : values()) {
			String label = "file: " + program + "-" + recipe.name().toLowerCase(Locale.ROOT).replace('_', '-');
			snippets.put(recipe,
					document.snippet(label)
						.replace("10.0.0.1:8080", "127.0.0.1:" + first)
						.replace("10.0.0.2:8080", "127.0.0.1:" + second)
						.replace("listen 80;", "listen 127.0.0.1:" + port + ";")
						.replace("bind :80", "bind 127.0.0.1:" + port));
		}
		return snippets;
	}

}
