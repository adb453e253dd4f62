package io.github.hazelcastjetty.benchmark.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.benchmark.load.Connection.Answer;

/**
 * Users with a session each, who ask again as soon as they are answered. One thread does
 * all of it, since each more would take processor time from those who are measured.
 */
public final class LoadGenerator implements AutoCloseable {

	private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);

	private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final int DIGITS = 3;

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private final Selector selector;

	private final List<User> users = new ArrayList<>();

	private Histogram latencies = new Histogram(HIGHEST_NANOS, DIGITS);

	private long requests;

	private long failures;

	/**
	 * Open the connections of users, who have no session yet.
	 * @param nodes the addresses of the nodes
	 * @param sticky whether each user stays on one node, or uses them in turn
	 * @param count the number of users
	 * @param scenario what they do
	 * @param size the size of their sessions in bytes
	 * @throws IOException if a node cannot be reached
	 */
	public LoadGenerator(List<InetSocketAddress> nodes, boolean sticky, int count, Scenario scenario, int size)
			throws IOException {
		this.selector = Selector.open();
		for (int i = 0; i < count; i++) {
			List<Connection> connections = new ArrayList<>();
			for (InetSocketAddress node : sticky ? List.of(nodes.get(i % nodes.size())) : nodes) {
				connections.add(Connection.open(node, this.selector));
			}
			this.users.add(new User(i, scenario, size, connections));
		}
	}

	/**
	 * Let each user get a session.
	 * @throws IOException if a node has gone
	 */
	public void logIn() throws IOException {
		ask(0, Long.MAX_VALUE);
	}

	/**
	 * Let users ask for a time.
	 * @param time how long
	 * @return what they have got
	 * @throws IOException if a node has gone
	 */
	public Load run(Duration time) throws IOException {
		return ask(Long.MAX_VALUE, System.nanoTime() + time.toNanos());
	}

	/**
	 * Let users ask a number of times.
	 * @param count how many times in all
	 * @return what they have got
	 * @throws IOException if a node has gone
	 */
	public Load run(long count) throws IOException {
		return ask(count - this.users.size(), Long.MAX_VALUE);
	}

	/**
	 * Let the users that have a session end it.
	 * @throws IOException if a node has gone
	 */
	public void logOut() throws IOException {
		this.users.removeIf((user) -> {
			if (!user.hasSession()) {
				user.close();
			}
			return !user.hasSession();
		});
		this.users.forEach(User::finish);
		ask(0, Long.MAX_VALUE);
	}

	/**
	 * Let each user ask once, and then again and again.
	 * @param more how many times again
	 * @param end until when
	 */
	private Load ask(long more, long end) throws IOException {
		this.latencies = new Histogram(HIGHEST_NANOS, DIGITS);
		this.requests = 0;
		this.failures = 0;
		long cpu = THREADS.getCurrentThreadCpuTime();
		long start = System.nanoTime();
		this.users.forEach(User::ask);
		int open = this.users.size();
		long left = more;
		while (open > 0) {
			if (this.selector.select(ANSWER_LIMIT.toMillis()) == 0) {
				throw new IOException(open + " requests were not answered in time");
			}
			for (SelectionKey key : this.selector.selectedKeys()) {
				User user = receive((Connection) key.attachment());
				if (user != null) {
					if (left > 0 && System.nanoTime() < end) {
						left--;
						user.ask();
					}
					else {
						open--;
					}
				}
			}
			this.selector.selectedKeys().clear();
		}
		return new Load(this.requests, this.failures, Duration.ofNanos(System.nanoTime() - start),
				Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - cpu), this.latencies);
	}

	/**
	 * Return who was answered, if the answer is complete.
	 */
	private @Nullable User receive(Connection connection) throws IOException {
		Answer answer = connection.receive();
		if (answer == null) {
			return null;
		}
		this.requests++;
		this.latencies.recordValue(Math.min(answer.nanos(), HIGHEST_NANOS));
		if (!answer.user().answered(answer.status(), answer.cookie())) {
			this.failures++;
		}
		return answer.user();
	}

	@Override
	public void close() throws IOException {
		this.users.forEach(User::close);
		this.selector.close();
	}

}
