package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * A {@code FailureAnalyzer} that performs analysis of failures caused by a
 * {@link ClusterSilentException}.
 */
class ClusterSilentFailureAnalyzer extends AbstractFailureAnalyzer<ClusterSilentException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ClusterSilentException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"""
						Check that
						- each member of the cluster answers. One that is there but silent, because it was stopped or cut off, holds up all others until they take it for dead ('hazelcast.max.no.heartbeat.seconds', a minute by default)
						- the addresses and the cluster's name are right, if the client is a bean that starts asynchronously
						- '%1$s.operation-timeout' is not too short.
						Or set '%1$s.start-up' to 'continue', so that a client may come before its cluster."""
					.formatted(HazelcastJettySessionProperties.PREFIX),
				cause);
	}

}
