package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * A {@code FailureAnalyzer} that performs analysis of failures caused by a
 * {@link HazelcastStartException}.
 */
class HazelcastStartFailureAnalyzer extends AbstractFailureAnalyzer<HazelcastStartException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, HazelcastStartException cause) {
		return new FailureAnalysis(cause.getMessage(), action(cause), cause);
	}

	private String action(HazelcastStartException failure) {
		String source = (failure.getLocation() != null) ? "'%s'".formatted(failure.getLocation())
				: "the properties that begin with '%s'".formatted(HazelcastJettySessionProperties.PREFIX);
		if (String.valueOf(failure.getMessage()).contains("Enterprise")) {
			return "The open-source Hazelcast on the class path does not have what the configuration asks for. Remove it from %s, or put Hazelcast Enterprise and its licence key in place."
				.formatted(source);
		}
		return "Correct %s. What Hazelcast has logged above may say more.".formatted(source);
	}

}
