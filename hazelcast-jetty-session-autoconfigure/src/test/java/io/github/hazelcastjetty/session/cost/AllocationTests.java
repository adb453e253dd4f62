package io.github.hazelcastjetty.session.cost;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.TurboFilterList;
import ch.qos.logback.classic.turbo.TurboFilter;
import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.support.ControlledSessionStore;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many bytes the threads of a node allocate for a request, by the virtual machine's
 * own account. What a request takes that is without a session is not ours and taken off.
 */
class AllocationTests {

	private static final int REQUESTS = 400;

	private static final int ROUNDS = 10;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/**
	 * Threads of other tests, which may still be at work.
	 */
	private final Set<Long> others = Arrays.stream(THREADS.getAllThreadIds()).boxed().collect(Collectors.toSet());

	private final TurboFilterList logFilters = ((LoggerContext) LoggerFactory.getILoggerFactory()).getTurboFilterList();

	private final List<TurboFilter> removedLogFilters = List.copyOf(this.logFilters);

	/**
	 * Micrometer counts the logs of each application that another test has left running,
	 * and allocates whenever a logger is asked for its level.
	 */
	@BeforeEach
	void removeLogFilters() {
		this.logFilters.removeAll(this.removedLogFilters);
	}

	@AfterEach
	void restoreLogFilters() {
		this.logFilters.addAll(this.removedLogFilters);
	}

	/**
	 * The limit is what is reached, and a tenth for other versions of Java. The least of
	 * several rounds counts, because compilation adds to the first ones. Both kinds of
	 * requests take turns, so that they are compiled equally well.
	 */
	@ParameterizedTest
	@CsvSource({ "true, 3250", "false, 2950" })
	void readOnlyRequest(boolean sticky, long limit) {
		try (JettyNode node = new JettyNode(new ControlledSessionStore("one"), JettyNode.settings("", sticky, 0))) {
			node.on("/none", (request, response) -> response.getWriter().print("none"));
			node.on("/read", (request, response) -> response.getWriter().print(request.getSession().getAttribute("a")));
			node.start();
			HttpUser stranger = new HttpUser();
			HttpUser user = new HttpUser();
			user.get(node, "/set?name=a&value=b");
			long without = Long.MAX_VALUE;
			long with = Long.MAX_VALUE;
			for (int round = 0; round < ROUNDS; round++) {
				without = Math.min(without, bytesPerRequest(stranger, node, "/none"));
				with = Math.min(with, bytesPerRequest(user, node, "/read"));
			}
			assertThat(with - without).isPositive().isLessThan(limit);
		}
	}

	private long bytesPerRequest(HttpUser user, JettyNode node, String path) {
		long before = allocated();
		for (int i = 0; i < REQUESTS; i++) {
			user.get(node, path);
		}
		return (allocated() - before) / REQUESTS;
	}

	/**
	 * Return what all threads of the node have allocated so far, but for those that ask.
	 */
	private long allocated() {
		long bytes = 0;
		for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
			if (thread != null && !this.others.contains(thread.getThreadId())
					&& !thread.getThreadName().startsWith("HttpClient")) {
				bytes += Math.max(0, THREADS.getThreadAllocatedBytes(thread.getThreadId()));
			}
		}
		return bytes;
	}

}
