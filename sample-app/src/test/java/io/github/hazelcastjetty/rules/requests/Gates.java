package io.github.hazelcastjetty.rules.requests;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Holds requests up until a test opens their gate at
 * {@code /rules/requests/open?gate=<name>}.
 */
@Component
@RestController
public class Gates {

	private static final int LIMIT_SECONDS = 20;

	private final ConcurrentMap<String, CountDownLatch> gates = new ConcurrentHashMap<>();

	@PostMapping("/rules/requests/open")
	void open(@RequestParam String gate) {
		gate(gate).countDown();
	}

	/**
	 * Waits until a gate is open.
	 * @param name its name
	 */
	public void pass(String name) {
		try {
			if (!gate(name).await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Nobody opened " + name);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns whether a gate is open.
	 * @param name its name
	 * @return whether it is
	 */
	public boolean isOpen(String name) {
		return gate(name).getCount() == 0;
	}

	private CountDownLatch gate(String name) {
		return this.gates.computeIfAbsent(name, (key) -> new CountDownLatch(1));
	}

}
