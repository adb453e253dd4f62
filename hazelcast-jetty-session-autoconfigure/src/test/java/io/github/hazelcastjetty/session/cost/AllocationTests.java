package io.github.hazelcastjetty.session.cost;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.stream.LongStream;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

	private static final int ATTEMPTS = 5;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/**
	 * The limit is what is reached, and a tenth for other versions of Java.
	 */
	@ParameterizedTest
	@CsvSource({ "true, 3250", "false, 2950" })
	void readOnlyRequest(boolean sticky, long limit) {
		try (JettyNode node = new JettyNode(new ControlledSessionStore("one"), JettyNode.settings("", sticky, 0))) {
			node.on("/none", (request, response) -> response.getWriter().print("none"));
			node.on("/read", (request, response) -> response.getWriter().print(request.getSession().getAttribute("a")));
			node.start();
			HttpUser user = new HttpUser();
			user.get(node, "/set?name=a&value=b");
			long without = bytesPerRequest(new HttpUser(), node, "/none");
			assertThat(bytesPerRequest(user, node, "/read") - without).isPositive().isLessThan(limit);
		}
	}

	/**
	 * Return the least of several measurements: now and then something else is at work.
	 */
	private static long bytesPerRequest(HttpUser user, JettyNode node, String path) {
		return LongStream.range(0, ATTEMPTS).map((attempt) -> {
			long before = allocated();
			for (int i = 0; i < REQUESTS; i++) {
				user.get(node, path);
			}
			return (allocated() - before) / REQUESTS;
		}).min().orElseThrow();
	}

	/**
	 * Return what all threads have allocated so far, but for those that ask.
	 */
	private static long allocated() {
		long bytes = 0;
		for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
			if (thread != null && thread.getThreadId() != Thread.currentThread().getId()
					&& !thread.getThreadName().startsWith("HttpClient")) {
				bytes += Math.max(0, THREADS.getThreadAllocatedBytes(thread.getThreadId()));
			}
		}
		return bytes;
	}

}
