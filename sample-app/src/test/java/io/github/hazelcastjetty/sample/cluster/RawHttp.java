package io.github.hazelcastjetty.sample.cluster;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * One HTTP exchange to the byte, for what clients hide: interim responses above all.
 */
final class RawHttp implements Closeable {

	private static final int LIMIT_MILLIS = 20_000;

	private final Socket socket;

	private final BufferedReader in;

	private RawHttp(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
	}

	static RawHttp to(URI uri) throws IOException {
		Socket socket = new Socket(uri.getHost(), uri.getPort());
		socket.setSoTimeout(LIMIT_MILLIS);
		return new RawHttp(socket);
	}

	/**
	 * Sends a request that ends the connection.
	 * @param method the HTTP method
	 * @param path path and query
	 * @param headers further lines of the head
	 */
	void head(String method, String path, String... headers) throws IOException {
		StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
		for (String header : headers) {
			head.append(header).append("\r\n");
		}
		send(head.append("Connection: close\r\n\r\n").toString());
	}

	void send(String text) throws IOException {
		OutputStream out = this.socket.getOutputStream();
		out.write(text.getBytes(StandardCharsets.ISO_8859_1));
		out.flush();
	}

	/**
	 * Reads up to the next empty line: the head of a response.
	 */
	String readHead() throws IOException {
		StringBuilder head = new StringBuilder();
		String line = this.in.readLine();
		while (line != null && !line.isEmpty()) {
			head.append(line).append('\n');
			line = this.in.readLine();
		}
		return head.toString();
	}

	/**
	 * Reads what is left.
	 */
	String readRest() {
		return this.in.lines().collect(Collectors.joining("\n"));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
