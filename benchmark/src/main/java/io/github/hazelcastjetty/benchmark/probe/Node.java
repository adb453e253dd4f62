package io.github.hazelcastjetty.benchmark.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A node to ask.
 *
 * @param client asks
 * @param address where
 */
record Node(HttpClient client, InetSocketAddress address) {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final int OK = 200;

	private static final String GONE = "gone";

	/**
	 * Get a new session.
	 * @return its cookie
	 */
	String create(String parameters) {
		HttpResponse<String> response = join(send("", "/create?size=2048" + parameters));
		return response.headers()
			.firstValue("Set-Cookie")
			.map((cookie) -> cookie.split(";")[0])
			.orElseThrow(() -> new UncheckedIOException(new IOException("No session: " + response)));
	}

	/**
	 * Ask something and wait for the answer.
	 * @return the answer, or "gone" if there is no such session
	 */
	String ask(String cookie, String path) {
		return answer(join(send(cookie, path)));
	}

	/**
	 * Ask something without waiting.
	 */
	CompletableFuture<String> begin(String cookie, String path) {
		return send(cookie, path).thenApply(Node::answer);
	}

	boolean hasSession(String cookie) {
		return !ask(cookie, "/get?name=small").equals(GONE);
	}

	private CompletableFuture<HttpResponse<String>> send(String cookie, String path) {
		URI uri = URI.create("http://" + this.address.getHostString() + ":" + this.address.getPort() + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(LIMIT);
		if (!cookie.isEmpty()) {
			request.header("Cookie", cookie);
		}
		return this.client.sendAsync(request.build(), BodyHandlers.ofString());
	}

	private static <T> T join(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw new UncheckedIOException(new IOException(ex.getCause()));
		}
	}

	private static String answer(HttpResponse<String> response) {
		return (response.statusCode() == OK) ? response.body() : GONE;
	}

}
