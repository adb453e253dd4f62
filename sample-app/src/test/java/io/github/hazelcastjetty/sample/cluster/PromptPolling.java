package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets Awaitility look at once, and often. By default it waits for 100 ms before the
 * first look, which adds up. Found by {@code META-INF/services}, for all classes.
 */
public final class PromptPolling implements BeforeAllCallback {

	private static final Duration INTERVAL = Duration.ofMillis(50);

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval(INTERVAL);
	}

}
