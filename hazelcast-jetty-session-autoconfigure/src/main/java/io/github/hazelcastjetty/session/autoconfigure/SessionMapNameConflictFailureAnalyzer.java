package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.hazelcastjetty.session.hazelcast.setup.SessionMapNameConflictException;

/**
 * A {@code FailureAnalyzer} that performs analysis of failures caused by a
 * {@link SessionMapNameConflictException}.
 */
class SessionMapNameConflictFailureAnalyzer extends AbstractFailureAnalyzer<SessionMapNameConflictException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SessionMapNameConflictException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Set '%1$s.map-name' to the name of a map that nothing else uses, or give the application a name of its own with 'spring.application.name'."
					.formatted(HazelcastJettySessionProperties.PREFIX),
				cause);
	}

}
