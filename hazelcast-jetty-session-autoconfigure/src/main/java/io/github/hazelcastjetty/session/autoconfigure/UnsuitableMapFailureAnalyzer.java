package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.hazelcastjetty.session.hazelcast.setup.UnsuitableMapException;

/**
 * A {@code FailureAnalyzer} that performs analysis of failures caused by an
 * {@link UnsuitableMapException}.
 */
class UnsuitableMapFailureAnalyzer extends AbstractFailureAnalyzer<UnsuitableMapException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsuitableMapException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Remove these settings, let their configuration match other maps only, or use another map ('%s.map-name'). They may come from a Hazelcast file, from a bean, or from a SessionMapConfigCustomizer."
					.formatted(HazelcastJettySessionProperties.PREFIX),
				cause);
	}

}
