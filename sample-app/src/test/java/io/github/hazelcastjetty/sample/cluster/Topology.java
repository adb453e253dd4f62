package io.github.hazelcastjetty.sample.cluster;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.rules.RulesApplication;

/**
 * The ways in which nodes can share sessions. Each has one cluster of two nodes,
 * {@code a} and {@code b}, that all tests of a run use. It is started when the first one
 * asks for it, and ends with the Java virtual machine of the tests.
 */
enum Topology {

	/**
	 * A member in each node, each request may go to any of them.
	 */
	ROUND_ROBIN {
		@Override
		SampleClusterBuilder customize(SampleClusterBuilder builder) {
			return builder;
		}
	},

	/**
	 * A member in each node, requests of a session go to one of them, most of the time.
	 */
	STICKY {
		@Override
		SampleClusterBuilder customize(SampleClusterBuilder builder) {
			return builder.sticky(true);
		}
	},

	/**
	 * Clients of a member that knows nothing of us.
	 */
	CLIENT {
		@Override
		SampleClusterBuilder customize(SampleClusterBuilder builder) {
			return builder.clientOf(1);
		}
	},

	/**
	 * Clients of such a member, requests of a session go to one of them, most of the
	 * time.
	 */
	STICKY_CLIENT {
		@Override
		SampleClusterBuilder customize(SampleClusterBuilder builder) {
			return builder.clientOf(1).sticky(true);
		}
	};

	private @Nullable SampleCluster cluster;

	private @Nullable RuntimeException failure;

	/**
	 * Makes a cluster such a one.
	 */
	abstract SampleClusterBuilder customize(SampleClusterBuilder builder);

	/**
	 * A builder for a cluster of a test's own.
	 */
	SampleClusterBuilder builder(String name) {
		return customize(SampleCluster.builder(name + "-" + name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.program(Program.of(RulesApplication.class))
			.property("hazelcast.jetty.session.clean-up-period", "1s")
			.property("hazelcast.jetty.session.passive-paths", "/polled")
			.property("management.endpoints.web.exposure.include", "health,info,metrics,jettysessions,sessions")
			.property("management.endpoint.health.show-details", "always")
			.property("management.endpoint.jettysessions.access", "unrestricted")
			// Twice what it is by default: the machine may stand still for seconds
			.property("hazelcast.jetty.session.operation-timeout", "10s"));
	}

	/**
	 * The cluster that the tests of this run share.
	 */
	synchronized SampleCluster cluster() {
		if (this.failure != null) {
			// What cannot start is not tried again for each test
			throw this.failure;
		}
		SampleCluster shared = this.cluster;
		return (shared != null) ? shared : start();
	}

	private SampleCluster start() {
		try {
			SampleCluster started = builder("rules").nodes("a", "b").start();
			this.cluster = started;
			return started;
		}
		catch (RuntimeException ex) {
			this.failure = ex;
			throw ex;
		}
	}

}
