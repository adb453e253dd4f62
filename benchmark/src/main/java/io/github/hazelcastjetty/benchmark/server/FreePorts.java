package io.github.hazelcastjetty.benchmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports that nobody listens on, below the range that systems hand out for outgoing
 * connections, so that they stay free until somebody binds them.
 */
final class FreePorts {

	private static final int LOWEST = 20_000;

	private static final int HIGHEST = 30_000;

	private static final int ATTEMPTS = 200;

	// Whoever was given a port may not have bound it yet
	private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

	private FreePorts() {
	}

	static int next() {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
			if (!TAKEN.add(port)) {
				continue;
			}
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Somebody listens there: try another one
			}
		}
		throw new UncheckedIOException(new IOException("No free port between " + LOWEST + " and " + HIGHEST));
	}

}
