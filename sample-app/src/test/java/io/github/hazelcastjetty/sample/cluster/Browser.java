package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

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
		.connectTimeout(LIMIT)
		.build();

	private final URI base;

	private final SessionCookie cookie;

	// The other cookies by name, for example of the user who wants to be remembered
	private final Map<String, String> others;

	Browser(URI base) {
		this(base, new SessionCookie(), new ConcurrentHashMap<>());
	}

	private Browser(URI base, SessionCookie cookie, Map<String, String> others) {
		this.base = base;
		this.cookie = cookie;
		this.others = others;
	}

	Browser at(SampleNode node) {
		return at(node.uri());
	}

	Browser at(URI place) {
		return new Browser(place, this.cookie, this.others);
	}

	Reply get(String path) {
		return send("GET", path, null);
	}

	Reply post(String path) {
		return send("POST", path, null);
	}

	Reply post(String path, String body) {
		return send("POST", path, body);
	}

	/**
	 * Sends a form as a browser does. A redirection is not followed.
	 */
	Reply submit(String path, Map<String, String> fields) {
		String form = fields.entrySet()
			.stream()
			.map((field) -> encode(field.getKey()) + "=" + encode(field.getValue()))
			.collect(Collectors.joining("&"));
		return await(Request.of("POST", path, form).with("Content-Type", "application/x-www-form-urlencoded"));
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
		return CLIENT.sendAsync(build(text(method, path, body)), BodyHandlers.ofString())
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
	 * The public part of the id, under which the session is stored.
	 */
	String sessionName() {
		return Objects.requireNonNull(sessionId()).substring(0, 16);
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

	/**
	 * Sends a request with headers of its own.
	 */
	Reply await(Request request) {
		try {
			return receive(Reply.of(CLIENT.send(build(request), BodyHandlers.ofString())));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(request.method() + " " + this.base + request.path(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(request.method() + " " + this.base + request.path(), ex);
		}
	}

	/**
	 * The cookies other than that of the session, by name. Can be changed.
	 */
	Map<String, String> otherCookies() {
		return this.others;
	}

	private Reply send(String method, String path, @Nullable String body) {
		return await(text(method, path, body));
	}

	private static Request text(String method, String path, @Nullable String body) {
		Request request = Request.of(method, path, body);
		return (body != null) ? request.with("Content-Type", "text/plain;charset=UTF-8") : request;
	}

	private Reply receive(Reply reply) {
		this.cookie.receive(reply.cookie());
		for (String header : reply.headers().allValues("Set-Cookie")) {
			HttpCookie received = HttpCookie.parse(header).get(0);
			if (received.getName().equals(SessionCookie.NAME)) {
				continue;
			}
			if (received.hasExpired()) {
				this.others.remove(received.getName());
			}
			else {
				this.others.put(received.getName(), received.getValue());
			}
		}
		return reply;
	}

	private HttpRequest build(Request request) {
		HttpRequest.Builder builder = HttpRequest.newBuilder(this.base.resolve(request.path())).timeout(LIMIT);
		request.headers().forEach(builder::header);
		List<String> cookies = new ArrayList<>();
		String value = this.cookie.value();
		if (value != null) {
			cookies.add(SessionCookie.header(value));
		}
		this.others.forEach((name, content) -> cookies.add(name + "=" + content));
		if (!cookies.isEmpty() && !request.headers().containsKey("Cookie")) {
			builder.header("Cookie", String.join("; ", cookies));
		}
		String body = request.body();
		return builder
			.method(request.method(), (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
			.build();
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	/**
	 * A request as a browser sends it. Its own {@code Cookie} header takes the place of
	 * the browser's cookies.
	 *
	 * @param method the HTTP method
	 * @param path path and query
	 * @param body the body, or {@code null} for none
	 * @param headers the headers, by name
	 */
	record Request(String method, String path, @Nullable String body, Map<String, String> headers) {

		static Request of(String method, String path, @Nullable String body) {
			return new Request(method, path, body, Map.of());
		}

		Request with(String header, String value) {
			Map<String, String> all = new LinkedHashMap<>(this.headers);
			all.put(header, value);
			return new Request(this.method, this.path, this.body, all);
		}

	}

}
