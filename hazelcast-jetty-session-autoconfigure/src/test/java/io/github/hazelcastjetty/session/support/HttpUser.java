package io.github.hazelcastjetty.session.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody with a browser: keeps the last session cookie, whichever node it came from.
 */
public final class HttpUser {

	private static final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String cookieName;

	private volatile String cookie;

	public HttpUser() {
		this("JSESSIONID");
	}

	public HttpUser(String cookieName) {
		this.cookieName = cookieName;
	}

	/**
	 * Return the value of the session cookie, with the suffix of the worker.
	 */
	public String cookie() {
		return this.cookie;
	}

	/**
	 * Return the session id.
	 */
	public String id() {
		int dot = this.cookie.indexOf('.');
		return (dot < 0) ? this.cookie : this.cookie.substring(0, dot);
	}

	/**
	 * Return the public part of the session's id, under which it is stored.
	 */
	public String name() {
		return id().substring(0, 16);
	}

	/**
	 * Present another session cookie from now on.
	 */
	public HttpUser withCookie(String value) {
		this.cookie = value;
		return this;
	}

	/**
	 * Send a request, expect success and return the body.
	 */
	public String get(JettyNode node, String path) {
		HttpResponse<String> response = exchange(node, path);
		if (response.statusCode() != 200) {
			throw new AssertionError("Status " + response.statusCode() + ": " + response.body());
		}
		return response.body();
	}

	/**
	 * Send a request, and take over the session cookie of the response.
	 */
	public HttpResponse<String> exchange(JettyNode node, String path) {
		return exchange(client, node, path);
	}

	/**
	 * Send a request on a connection of its own: the next one on the same connection has
	 * to wait until the request is over, and not only answered.
	 */
	public HttpResponse<String> exchangeApart(JettyNode node, String path) {
		return exchange(HttpClient.newHttpClient(), node, path);
	}

	private HttpResponse<String> exchange(HttpClient sender, JettyNode node, String path) {
		try {
			return received(sender.send(request(node, path).build(), BodyHandlers.ofString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Send a request without waiting for the response.
	 */
	public CompletableFuture<HttpResponse<String>> start(JettyNode node, String path) {
		return client.sendAsync(request(node, path).build(), BodyHandlers.ofString()).thenApply(this::received);
	}

	/**
	 * Return a request with the session cookie.
	 */
	public HttpRequest.Builder request(JettyNode node, String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(node, path)).timeout(Duration.ofSeconds(40));
		if (this.cookie != null) {
			request.header("Cookie", this.cookieName + "=" + this.cookie);
		}
		return request;
	}

	public static HttpClient client() {
		return client;
	}

	public static URI uri(JettyNode node, String path) {
		return URI.create("http://127.0.0.1:" + node.port() + path);
	}

	private HttpResponse<String> received(HttpResponse<String> response) {
		setCookies(response, this.cookieName).forEach((value) -> this.cookie = value);
		return response;
	}

	/**
	 * Return the session cookies that a response sets.
	 */
	public static List<String> setCookies(HttpResponse<?> response, String name) {
		return response.headers()
			.allValues("Set-Cookie")
			.stream()
			.filter((header) -> header.startsWith(name + "="))
			.map((header) -> header.substring(name.length() + 1).split(";", 2)[0])
			.toList();
	}

}
