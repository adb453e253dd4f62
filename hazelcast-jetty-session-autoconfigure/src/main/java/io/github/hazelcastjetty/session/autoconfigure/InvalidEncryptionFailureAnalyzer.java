package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * A {@code FailureAnalyzer} that performs analysis of failures caused by an
 * {@link InvalidEncryptionException}.
 */
class InvalidEncryptionFailureAnalyzer extends AbstractFailureAnalyzer<InvalidEncryptionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidEncryptionException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getRemedy(), cause);
	}

}
