package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What users saw of one fault, from its beginning until everything was well again.
 */
final class ChaosReport {

	static final String HEADER = """
			| fault | requests | failures | longest wait, with session | until a 503 | without | sessions gone | lost writes | lines in a log | time to recover |
			|---|--:|---|--:|--:|--:|--:|--:|--:|--:|
			""";

	private final Map<String, Integer> failures = new TreeMap<>();

	private final List<String> losses = new ArrayList<>();

	private final List<String> gone = new ArrayList<>();

	private final List<String> bystanderFailures = new ArrayList<>();

	private final List<Duration> withoutSession = new ArrayList<>();

	private int requests;

	private int withoutRetryAfter;

	private int logLines;

	private Duration longest = Duration.ZERO;

	private Duration longestRefusal = Duration.ZERO;

	synchronized void answered(Reply reply, Duration time) {
		note(time);
		if (!reply.isSuccess()) {
			this.failures.merge(Integer.toString(reply.status()), 1, Integer::sum);
		}
		if (reply.status() == 503) {
			this.longestRefusal = longer(this.longestRefusal, time);
			this.withoutRetryAfter += (reply.header("Retry-After") != null) ? 0 : 1;
		}
	}

	synchronized void unanswered(Throwable cause, Duration time) {
		note(time);
		this.failures.merge(cause.getClass().getSimpleName(), 1, Integer::sum);
	}

	private void note(Duration time) {
		this.requests++;
		this.longest = longer(this.longest, time);
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	/**
	 * A request without a session was answered.
	 */
	synchronized void bystanderAnswered(int status, Duration time) {
		if (status != 200) {
			this.bystanderFailures.add(Integer.toString(status));
		}
		this.withoutSession.add(time);
	}

	synchronized void bystanderUnanswered(Throwable cause) {
		this.bystanderFailures.add(cause.toString());
	}

	synchronized void lost(String what) {
		this.losses.add(what);
	}

	synchronized void sessionGone(String how) {
		this.gone.add(how);
	}

	/**
	 * A node has logged so many lines.
	 */
	synchronized void logged(int lines) {
		this.logLines = Math.max(this.logLines, lines);
	}

	/**
	 * Forgets all, when the next fault begins.
	 */
	synchronized void clear() {
		this.failures.clear();
		this.losses.clear();
		this.gone.clear();
		this.bystanderFailures.clear();
		this.requests = 0;
		this.withoutRetryAfter = 0;
		this.logLines = 0;
		this.longest = Duration.ZERO;
		this.longestRefusal = Duration.ZERO;
		this.withoutSession.clear();
	}

	synchronized List<String> losses() {
		return List.copyOf(this.losses);
	}

	synchronized List<String> gone() {
		return List.copyOf(this.gone);
	}

	synchronized List<String> bystanderFailures() {
		return List.copyOf(this.bystanderFailures);
	}

	synchronized Map<String, Integer> failures() {
		return Map.copyOf(this.failures);
	}

	synchronized Duration longest() {
		return this.longest;
	}

	/**
	 * The longest that somebody has waited for a 503.
	 */
	synchronized Duration longestRefusal() {
		return this.longestRefusal;
	}

	/**
	 * What so many of a hundred requests without a session have taken at most.
	 */
	synchronized Duration withoutSession(int percent) {
		List<Duration> times = this.withoutSession.stream().sorted().toList();
		return times.isEmpty() ? Duration.ZERO : times.get((times.size() - 1) * percent / 100);
	}

	/**
	 * How many 503s did not say when to come again.
	 */
	synchronized int withoutRetryAfter() {
		return this.withoutRetryAfter;
	}

	synchronized int requests() {
		return this.requests;
	}

	synchronized String row(String fault, Duration recovery) {
		String kinds = (this.failures.isEmpty()) ? "none" : this.failures.toString().replaceAll("[{}]", "");
		return "| %s | %d | %s | %d ms | %d ms | %d ms | %d | %d | %d | %d ms |%n".formatted(fault, this.requests,
				kinds, this.longest.toMillis(), this.longestRefusal.toMillis(), withoutSession(100).toMillis(),
				this.gone.size(), this.losses.size(), this.logLines, recovery.toMillis());
	}

}
