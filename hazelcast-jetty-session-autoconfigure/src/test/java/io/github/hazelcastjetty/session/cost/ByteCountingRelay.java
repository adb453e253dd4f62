package io.github.hazelcastjetty.session.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes connections on to a port of this machine and counts the bytes, both ways.
 */
final class ByteCountingRelay implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "byte-counting-relay");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicLong bytes = new AtomicLong();

	private final ServerSocket server;

	private final int target;

	ByteCountingRelay(int target) throws IOException {
		this.target = target;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.threads.execute(this::accept);
	}

	String address() {
		return "127.0.0.1:" + this.server.getLocalPort();
	}

	/**
	 * Return the number of bytes that went through so far. A byte is counted before it is
	 * passed on, so that whoever has got an answer finds it counted.
	 * @return the number of bytes
	 */
	long bytes() {
		return this.bytes.get();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				connect(this.server.accept());
			}
			catch (IOException ex) {
				// Closed, or nobody listens there (yet)
			}
		}
	}

	private void connect(Socket caller) throws IOException {
		try {
			Socket called = new Socket(InetAddress.getLoopbackAddress(), this.target);
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
				this.bytes.addAndGet(count);
				out.write(buffer, 0, count);
			}
		}
		catch (IOException ex) {
			// One of the two has gone
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.threads.shutdownNow();
	}

}
