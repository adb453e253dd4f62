package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * A {@code FailureAnalyzer} that performs analysis of failures caused by a
 * {@link ClusterUnreachableException}.
 */
class ClusterUnreachableFailureAnalyzer extends AbstractFailureAnalyzer<ClusterUnreachableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ClusterUnreachableException cause) {
		return new FailureAnalysis(cause.getMessage() + ", which is to keep the sessions.",
				"""
						Check that
						- a member of the cluster runs at one of these addresses and can be reached from here ('%1$s.members', '%1$s.port')
						- the cluster's name is '%2$s' ('%1$s.cluster-name')
						- or, if '%1$s.config-location' is set, that the file gives the right addresses and cluster name."""
					.formatted(HazelcastJettySessionProperties.PREFIX, cause.getClusterName()),
				cause);
	}

}
