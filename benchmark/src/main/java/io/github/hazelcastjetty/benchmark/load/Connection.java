package io.github.hazelcastjetty.benchmark.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A connection that is kept open, with at most one request on its way. Understands the
 * answers of the application that is measured, and no others: a header, and a body of
 * known length.
 */
final class Connection {

	private static final int BUFFER_SIZE = 8192;

	private static final int STATUS_START = 9;

	private static final int STATUS_END = 12;

	private static final String END_OF_HEADER = "\r\n\r\n";

	private static final String LENGTH = "\r\ncontent-length: ";

	private static final String COOKIE = "\r\nset-cookie: ";

	private final SocketChannel channel;

	private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);

	private @Nullable User user;

	private long sentAt;

	private Connection(SocketChannel channel) {
		this.channel = channel;
	}

	static Connection open(InetSocketAddress node, Selector selector) throws IOException {
		SocketChannel channel = SocketChannel.open(node);
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		channel.configureBlocking(false);
		Connection connection = new Connection(channel);
		channel.register(selector, SelectionKey.OP_READ, connection);
		return connection;
	}

	void send(User sender, ByteBuffer request) {
		this.user = sender;
		this.sentAt = System.nanoTime();
		try {
			while (request.hasRemaining()) {
				this.channel.write(request);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A node has gone", ex);
		}
	}

	/**
	 * Read what there is.
	 * @return the answer, or {@code null} if it is not complete
	 */
	@Nullable Answer receive() throws IOException {
		if (this.channel.read(this.buffer) < 0) {
			throw new IOException("A node has closed a connection");
		}
		String text = new String(this.buffer.array(), 0, this.buffer.position(), StandardCharsets.ISO_8859_1);
		int end = text.indexOf(END_OF_HEADER);
		if (end < 0) {
			return null;
		}
		String header = text.substring(0, end + 2);
		String names = header.toLowerCase(Locale.ROOT);
		int length = Integer.parseInt(value(header, names, LENGTH, "0"));
		if (this.buffer.position() < end + END_OF_HEADER.length() + length) {
			return null;
		}
		this.buffer.clear();
		User asked = this.user;
		if (asked == null) {
			throw new IOException("A node answers what nobody has asked: " + header);
		}
		this.user = null;
		String cookie = value(header, names, COOKIE, "");
		return new Answer(asked, Integer.parseInt(header.substring(STATUS_START, STATUS_END)),
				cookie.isEmpty() ? null : cookie, System.nanoTime() - this.sentAt);
	}

	private static String value(String header, String names, String name, String fallback) {
		int start = names.indexOf(name);
		if (start < 0) {
			return fallback;
		}
		int end = start + name.length();
		while (header.charAt(end) != '\r' && header.charAt(end) != ';') {
			end++;
		}
		return header.substring(start + name.length(), end);
	}

	void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param user who has asked
	 * @param status its status
	 * @param cookie the cookie that it sets, with its name
	 * @param nanos how long it took
	 */
	record Answer(User user, int status, @Nullable String cookie, long nanos) {

	}

}
