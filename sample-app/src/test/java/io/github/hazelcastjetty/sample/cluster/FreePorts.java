package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds ports that nobody listens on. They are taken from below the range that systems
 * hand out for outgoing connections, so that they stay free until a node binds them, and
 * between the runs of a node that is restarted.
 */
public final class FreePorts {

	private static final int LOWEST = 20_000;

	private static final int HIGHEST = 32_000;

	/**
	 * Each virtual machine with tests has ports of its own: between the search for a port
	 * and the start of who listens on it pass seconds.
	 */
	private static final int FORKS = 4;

	private static final int ATTEMPTS = 200;

	private FreePorts() {
	}

	/**
	 * Finds ports in a row at a random place: clusters of tests that run at the same time
	 * do not meet.
	 * @param count how many
	 * @return the ports, in order
	 */
	static List<Integer> inARow(int count) {
		int share = (HIGHEST - LOWEST) / FORKS;
		int lowest = LOWEST + (Program.fork() % FORKS) * share;
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			int first = ThreadLocalRandom.current().nextInt(lowest, lowest + share - count);
			if (IntStream.range(first, first + count).allMatch(FreePorts::isFree)) {
				return IntStream.range(first, first + count).boxed().toList();
			}
		}
		throw new IllegalStateException("No " + count + " free ports in a row from " + lowest + " on");
	}

	/**
	 * Whether nobody listens on a port of the loopback address.
	 * @param port the port
	 * @return whether it is free
	 */
	public static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
