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
		if (!cause.getRefusing().isEmpty()) {
			return new FailureAnalysis(
					cause.getMessage() + ", which is to keep the sessions, although a process listens at "
							+ String.join(", ", cause.getRefusing()) + ".",
					"""
							Most likely the cluster there has another name, or it refuses the credentials of this client. Check that
							- the cluster's name is '%2$s' ('%1$s.cluster-name', or in the file '%1$s.config-location')
							- the credentials in the file, if any, are right. A cluster without security, and so every open-source one, refuses all but the cluster's name
							- TLS is switched on at both ends or at none
							- it is a Hazelcast member that listens there, and it answers."""
						.formatted(HazelcastJettySessionProperties.PREFIX, cause.getClusterName()),
					cause);
		}
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
