package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network that can be cut: passes connections on to a port of this machine. While it is
 * cut nothing comes through, and nobody is told.
 */
final class CuttableRelay implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "cuttable-relay");
		thread.setDaemon(true);
		return thread;
	});

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ServerSocket server;

	private final int target;

	private volatile boolean cut;

	CuttableRelay(int target) {
		this.target = target;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	String address() {
		return "127.0.0.1:" + this.server.getLocalPort();
	}

	/**
	 * Lets everything that is sent from now on disappear.
	 */
	void cut() {
		this.cut = true;
	}

	/**
	 * Lets new connections through. Those that have lost something are closed.
	 */
	void heal() {
		this.sockets.forEach(CuttableRelay::close);
		this.cut = false;
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				connect(this.server.accept());
			}
			catch (IOException ex) {
				// Closed, or nobody listens there
			}
		}
	}

	private void connect(Socket caller) throws IOException {
		this.sockets.add(caller);
		if (this.cut) {
			return;
		}
		try {
			Socket called = new Socket(InetAddress.getLoopbackAddress(), this.target);
			this.sockets.add(called);
			this.threads.execute(() -> relay(caller, called));
			this.threads.execute(() -> relay(called, caller));
		}
		catch (IOException ex) {
			caller.close();
			throw ex;
		}
	}

	private void relay(Socket from, Socket to) {
		try (from; to) {
			to.setTcpNoDelay(true);
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[65536];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				if (!this.cut) {
					out.write(buffer, 0, count);
				}
			}
		}
		catch (IOException ex) {
			// One of the two has gone
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is gone in any case
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			// It is gone in any case
		}
		this.sockets.forEach(CuttableRelay::close);
		this.threads.shutdownNow();
	}

}
