package io.github.hazelcastjetty.sample.cluster;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * The place of a browser for its session cookie. Tests want to see, count and forge what
 * a real cookie jar hides, so it keeps this one cookie only, for every port.
 */
final class SessionCookie {

	static final String NAME = "JSESSIONID";

	private final List<String> received = new CopyOnWriteArrayList<>();

	private volatile @Nullable String value;

	/**
	 * The session cookie that a response sets.
	 * @param headers the headers of the response
	 * @return its value, or {@code null} if the response sets none
	 */
	static @Nullable String in(HttpHeaders headers) {
		return headers.allValues("Set-Cookie")
			.stream()
			.filter((header) -> header.startsWith(NAME + "="))
			.map((header) -> header.substring(NAME.length() + 1).split(";", 2)[0])
			.reduce(null, (first, last) -> last);
	}

	static String header(String value) {
		return NAME + "=" + value;
	}

	void receive(@Nullable String cookie) {
		if (cookie != null) {
			this.received.add(cookie);
			this.value = cookie;
		}
	}

	void forge(@Nullable String cookie) {
		this.value = cookie;
	}

	@Nullable String value() {
		return this.value;
	}

	List<String> received() {
		return List.copyOf(this.received);
	}

}
