package io.github.hazelcastjetty.sample.cluster;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.rules.RulesApplication;

/**
 * Two nodes as they are in the middle of a deployment: {@code a} has classes that
 * {@code b} has in another version or not at all, and allows one class more; {@code b}
 * has the next version of the library. Like the clusters of {@link Topology} it ends with
 * the tests.
 */
final class MixedCluster {

	private static final String ALLOW = "hazelcast.jetty.session.serialization.allow";

	private static final String TO_STRING = "public String toString() { return \"%s\"; }";

	private static @Nullable SampleCluster cluster;

	private MixedCluster() {
	}

	static synchronized SampleCluster get() {
		SampleCluster shared = cluster;
		if (shared == null) {
			shared = start();
			cluster = shared;
		}
		return shared;
	}

	private static SampleCluster start() {
		Program older = Program.with(RulesApplication.class,
				CompiledClasses.in("older", Map.of("OnlyOlder", TO_STRING.formatted("only older"), "LargeOnlyOlder",
						"byte[] ballast = new byte[5000]; " + TO_STRING.formatted("large"), "OtherVersion",
						"static final long serialVersionUID = 1; " + TO_STRING.formatted("older"), "OtherField",
						"static final long serialVersionUID = 1; int field = 1; " + TO_STRING.formatted("older"))));
		Program newer = Program.with(RulesApplication.class, CompiledClasses.ofTheNextVersion(), CompiledClasses
			.in("newer", Map.of("OtherVersion",
					"static final long serialVersionUID = 2; " + TO_STRING.formatted("newer"), "OtherField",
					"static final long serialVersionUID = 1; String field = \"1\"; " + TO_STRING.formatted("newer"))));
		return SampleCluster.builder("mixed")
			.node("a",
					Map.of(ALLOW, "java.awt.Dimension,java.awt.Point", "hazelcast.jetty.session.cache.max-sessions",
							"1"))
			.node("b", Map.of(ALLOW, "java.awt.Dimension"))
			.program("a", older)
			.program("b", newer)
			.start();
	}

}
