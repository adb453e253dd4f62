package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A user's browser: it talks to one place, the balancer or a node, and keeps the session
 * cookie. {@link #at(SampleNode)} is the same browser, with the same cookie, at another
 * place. Safe for several threads.
 */
final class Browser {

	private static final Duration LIMIT = Duration.ofSeconds(40);

	// Shared, because each client has a thread of its own; cookies are not its business
	private static final HttpClient CLIENT = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final URI base;

	private final SessionCookie cookie;

	Browser(URI base) {
		this(base, new SessionCookie());
	}

	private Browser(URI base, SessionCookie cookie) {
		this.base = base;
		this.cookie = cookie;
	}

	Browser at(SampleNode node) {
		return at(node.uri());
	}

	Browser at(URI place) {
		return new Browser(place, this.cookie);
	}

	Reply get(String path) {
		return send("GET", path, null);
	}

	Reply post(String path) {
		return send("POST", path, null);
	}

	Reply put(String path) {
		return send("PUT", path, null);
	}

	Reply put(String path, String body) {
		return send("PUT", path, body);
	}

	Reply delete(String path) {
		return send("DELETE", path, null);
	}

	/**
	 * Sends a request without waiting for the reply.
	 * @param method the HTTP method
	 * @param path path and query
	 * @param body the body, or {@code null} for none
	 * @return the reply to come
	 */
	CompletableFuture<Reply> sendAsync(String method, String path, @Nullable String body) {
		return CLIENT.sendAsync(request(method, path, body), BodyHandlers.ofString())
			.thenApply(Reply::of)
			.thenApply(this::receive);
	}

	/**
	 * The session as the place sees it.
	 */
	SessionState session() {
		return SessionState.of(get("/api/session").expectSuccess());
	}

	/**
	 * Sets an attribute to a text.
	 */
	void set(String attribute, String value) {
		put("/api/attributes/" + attribute, value).expectSuccess();
	}

	@Nullable String cookie() {
		return this.cookie.value();
	}

	/**
	 * The id in the cookie, without the suffix that a worker name adds.
	 */
	@Nullable String sessionId() {
		String value = this.cookie.value();
		return (value != null) ? value.split("\\.", 2)[0] : null;
	}

	/**
	 * Every session cookie that a response ever set, oldest first.
	 */
	List<String> receivedCookies() {
		return this.cookie.received();
	}

	/**
	 * Replaces the cookie by something no server gave out, or removes it.
	 */
	void forgeCookie(@Nullable String value) {
		this.cookie.forge(value);
	}

	private Reply send(String method, String path, @Nullable String body) {
		try {
			return receive(Reply.of(CLIENT.send(request(method, path, body), BodyHandlers.ofString())));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(method + " " + this.base + path, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(method + " " + this.base + path, ex);
		}
	}

	private Reply receive(Reply reply) {
		this.cookie.receive(reply.cookie());
		return reply;
	}

	private HttpRequest request(String method, String path, @Nullable String body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.base.resolve(path)).timeout(LIMIT);
		if (body != null) {
			request.header("Content-Type", "text/plain;charset=UTF-8");
		}
		String value = this.cookie.value();
		if (value != null) {
			request.header("Cookie", SessionCookie.header(value));
		}
		return request.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody()).build();
	}

}
