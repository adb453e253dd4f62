package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Tells a member that is not there from one that does not want us, which looks alike to a
 * client that could not connect.
 */
final class MemberProbe {

	private static final int DEFAULT_PORT = 5701;

	private static final int TIMEOUT_MILLIS = 500;

	private static final int MOST = 5;

	/**
	 * A name may take longer to be resolved than a connection to be made.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(2);

	private MemberProbe() {
	}

	/**
	 * Return those of some addresses where a process listens.
	 */
	static List<String> listening(List<String> addresses) {
		return listening(addresses, MemberProbe::listens, LIMIT);
	}

	static List<String> listening(List<String> addresses, Predicate<String> probe, Duration limit) {
		List<String> probed = addresses.stream().limit(MOST).toList();
		ExecutorService threads = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "hazelcast-jetty-session-probe");
			thread.setDaemon(true);
			return thread;
		});
		try {
			List<Callable<Boolean>> tasks = probed.stream()
				.map((address) -> (Callable<Boolean>) () -> probe.test(address))
				.toList();
			List<Future<Boolean>> answers = threads.invokeAll(tasks, limit.toMillis(), TimeUnit.MILLISECONDS);
			return IntStream.range(0, probed.size())
				.filter((index) -> isTrue(answers.get(index)))
				.mapToObj(probed::get)
				.toList();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return List.of();
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static boolean isTrue(Future<Boolean> answer) {
		try {
			return answer.get();
		}
		catch (ExecutionException | CancellationException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static boolean listens(String address) {
		try (Socket socket = new Socket()) {
			MemberAddress member = MemberAddress.of(address);
			Integer port = member.withDefaultPort(DEFAULT_PORT).port();
			socket.connect(new InetSocketAddress(member.host(), (port != null) ? port : DEFAULT_PORT), TIMEOUT_MILLIS);
			return true;
		}
		catch (IOException | IllegalArgumentException ex) {
			return false;
		}
	}

}
