package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * A {@code FailureAnalyzer} that performs analysis of failures caused by a
 * {@link SessionDataSourceException}.
 */
class SessionDataSourceFailureAnalyzer extends AbstractFailureAnalyzer<SessionDataSourceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SessionDataSourceException cause) {
		String key = HazelcastJettySessionProperties.PREFIX + ".persistence";
		if (cause.getCandidates().isEmpty()) {
			return new FailureAnalysis(
					"Sessions are to be kept in a database ('%s' is 'jdbc'), but the application has no DataSource that Spring Boot knows."
						.formatted(key),
					"Add 'spring-boot-starter-jdbc' and a driver, and set 'spring.datasource.url'; or set '%s' to 'none'."
						.formatted(key),
					cause);
		}
		return new FailureAnalysis(
				"Sessions are to be kept in a database ('%s' is 'jdbc'), but the application has several DataSource beans: %s."
					.formatted(key, String.join(", ", cause.getCandidates())),
				"Mark the one that is to keep the sessions as @Primary.", cause);
	}

}
