package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.hazelcastjetty.session.persistence.SessionTableException;

/**
 * A {@code FailureAnalyzer} that performs analysis of failures caused by a
 * {@link SessionTableException}.
 */
class SessionTableFailureAnalyzer extends AbstractFailureAnalyzer<SessionTableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SessionTableException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Create the table with the script for your database in 'classpath:io/github/hazelcastjetty/session/persistence', or let the application do so by setting '%s.initialize-schema' to 'always'. By default it does so in an embedded database only."
					.formatted(HazelcastJettySessionJdbcProperties.PREFIX),
				cause);
	}

}
