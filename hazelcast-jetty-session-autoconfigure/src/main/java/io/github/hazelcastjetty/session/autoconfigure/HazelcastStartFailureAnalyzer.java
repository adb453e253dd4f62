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
		if (String.valueOf(failure.getMessage()).contains("Node failed to start")) {
			return "Most likely the other members did not let this one join. Check that each of them answers: one that is there but silent, because it was stopped or cut off, holds up all others until they take it for dead ('hazelcast.max.no.heartbeat.seconds', a minute by default). If they do, correct %s. What Hazelcast has logged above says more."
				.formatted(source);
		}
		return "Correct %s. What Hazelcast has logged above may say more.".formatted(source);
	}

}
