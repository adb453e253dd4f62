package io.github.hazelcastjetty.session.autoconfigure;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * A {@code FailureAnalyzer} that performs analysis of failures caused by an
 * {@link UndecidedHazelcastInstanceException}.
 */
class UndecidedHazelcastInstanceFailureAnalyzer extends AbstractFailureAnalyzer<UndecidedHazelcastInstanceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UndecidedHazelcastInstanceException cause) {
		String candidates = cause.getCandidates().stream().map("\t- %s%n"::formatted).collect(Collectors.joining());
		return new FailureAnalysis(
				"Several HazelcastInstance beans could keep the sessions, and nothing says which:%n%n%s"
					.formatted(candidates),
				"Set '%s.instance-name' to the name of one of these beans or instances, annotate its bean method with @%s, or mark one bean as @Primary."
					.formatted(HazelcastJettySessionProperties.PREFIX, SessionHazelcastInstance.class.getSimpleName()),
				cause);
	}

}
