package io.github.hazelcastjetty.sample.cluster;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came back for a request.
 *
 * @param status the HTTP status
 * @param body the body, perhaps empty
 * @param node the node that says it served the request
 * @param cookie the session cookie that this response set, or {@code null}
 * @param headers all headers
 */
record Reply(int status, String body, String node, @Nullable String cookie, HttpHeaders headers) {

	private static final JsonMapper JSON = new JsonMapper();

	static Reply of(HttpResponse<String> response) {
		return new Reply(response.statusCode(), response.body(),
				response.headers().firstValue("X-Sample-Node").orElse(""), SessionCookie.in(response.headers()),
				response.headers());
	}

	JsonNode json() {
		return JSON.readTree(this.body);
	}

	/**
	 * The value of a header, or {@code null}.
	 */
	@Nullable String header(String name) {
		return this.headers.firstValue(name).orElse(null);
	}

	boolean isSuccess() {
		return this.status >= 200 && this.status <= 299;
	}

	/**
	 * Refuses everything but a success, so that a test cannot go on with an error page.
	 * @return this reply
	 */
	Reply expectSuccess() {
		if (!isSuccess()) {
			throw new AssertionError("Expected a success from node '" + this.node + "' but got " + this);
		}
		return this;
	}

}
