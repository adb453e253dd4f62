package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the nodes log from a moment on: one line for each change of state, and one in a
 * while for what goes wrong again and again.
 */
final class ChaosLogs {

	/**
	 * The logger that has to be at {@code info} to tell of both changes of state.
	 */
	static final String STATES = "io.github.hazelcastjetty.session.jetty.HazelcastSessionManager";

	private static final Pattern LINE = Pattern.compile("[0-9:.]+ (\\w+) +\\[.*?] (\\S+) - (.*)");

	private static final Pattern LOST = Pattern.compile("Sessions cannot be reached: (.*) does not answer.*");

	private static final Pattern BACK = Pattern.compile("Sessions can be reached again: (.*) answers");

	// Told once until a sweep succeeds, so once for each loss
	private static final String SWEEPS = "Expired sessions cannot be collected for the time being";

	private static final String OURS = "io.github.hazelcastjetty.session.";

	private static final String HAZELCAST = "com.hazelcast.";

	private static final String JETTY = "org.eclipse.jetty.";

	// A member goes and comes, and may falter once more while it comes
	private static final int MOST_LOSSES = 2;

	// Banner and all, if a node is started again
	private static final int MOST_LINES = 25;

	private final Map<SampleNode, Long> before = new HashMap<>();

	private final long start = System.nanoTime();

	ChaosLogs(List<SampleNode> nodes) {
		nodes.forEach((node) -> this.before.put(node, NodeLog.of(node).lines().count()));
	}

	/**
	 * What the nodes should not have logged since then.
	 */
	List<String> problems(ChaosReport report) {
		List<String> problems = new ArrayList<>();
		Duration time = Duration.ofNanos(System.nanoTime() - this.start);
		this.before.forEach((node, count) -> {
			List<String> lines = withoutHazelcast(NodeLog.of(node).lines().skip(count).toList());
			report.logged(lines.size());
			problems(lines, time).forEach((problem) -> problems.add(problem + " in " + node.log()));
		});
		return problems;
	}

	/**
	 * Leaves out what Hazelcast itself has to say, with its stack traces.
	 */
	static List<String> withoutHazelcast(List<String> lines) {
		List<String> others = new ArrayList<>();
		boolean isHazelcast = false;
		for (String line : lines) {
			Matcher matcher = LINE.matcher(line);
			if (matcher.matches()) {
				isHazelcast = matcher.group(2).startsWith(HAZELCAST);
			}
			if (!isHazelcast) {
				others.add(line);
			}
		}
		return others;
	}

	static List<String> problems(List<String> lines, Duration time) {
		List<String> problems = new ArrayList<>();
		Set<String> lost = new HashSet<>();
		Map<String, Integer> losses = new HashMap<>();
		Map<String, Integer> repeated = new HashMap<>();
		for (String line : lines) {
			Matcher matcher = LINE.matcher(line);
			if (!matcher.matches()) {
				continue;
			}
			String logger = matcher.group(2);
			String message = matcher.group(3);
			Matcher loss = LOST.matcher(message);
			Matcher back = BACK.matcher(message);
			if (back.matches()) {
				lost.remove(back.group(1));
			}
			else if (loss.matches() && lost.add(loss.group(1))) {
				losses.merge(loss.group(1), 1, Integer::sum);
			}
			else if (loss.matches()) {
				problems.add("'" + message + "' a second time");
			}
			else if (logger.startsWith(JETTY)) {
				problems.add("'" + message + "'");
			}
			else if (logger.startsWith(OURS) && !matcher.group(1).equals("INFO")) {
				// Up to the count or the cause, which may differ
				repeated.merge(message.split("[(:]", 2)[0], 1, Integer::sum);
			}
		}
		// One more for each time that the machine itself may have stood still
		long mostLosses = MOST_LOSSES + time.toSeconds() / 20;
		losses.values().removeIf((count) -> count <= mostLosses);
		repeated.entrySet()
			.removeIf(
					(entry) -> entry.getValue() <= (entry.getKey().equals(SWEEPS) ? mostLosses : time.toMinutes() + 1));
		losses.forEach((part, count) -> problems.add(count + " times '" + part + "' lost"));
		repeated.forEach((message, count) -> problems.add(count + " times '" + message + "'"));
		if (lines.size() > MOST_LINES) {
			problems.add(lines.size() + " lines");
		}
		return problems;
	}

}
