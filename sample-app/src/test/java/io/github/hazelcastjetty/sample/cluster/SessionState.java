package io.github.hazelcastjetty.sample.cluster;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A session as a node described it.
 *
 * @param node the node
 * @param origin how the session came there, or {@code null}
 * @param id its id, or {@code null} if there is no session
 * @param isNew whether the node thinks that the browser does not know the session yet
 * @param lastAccessed when the request before this one came
 * @param attributes the values as text, by name
 */
record SessionState(String node, @Nullable String origin, @Nullable String id, boolean isNew, Instant lastAccessed,
		Map<String, String> attributes) {

	static SessionState of(Reply reply) {
		JsonNode json = reply.json();
		Map<String, String> attributes = json.path("attributes")
			.propertyStream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().path("value").asString()));
		return new SessionState(json.path("node").asString(), text(json.path("origin")), text(json.path("id")),
				json.path("isNew").booleanValue(), Instant.ofEpochMilli(json.path("lastAccessedTime").longValue()),
				attributes);
	}

	boolean exists() {
		return this.id != null;
	}

	/**
	 * The value of an attribute as text, or {@code null}.
	 */
	@Nullable String attribute(String name) {
		return this.attributes.get(name);
	}

	private static @Nullable String text(JsonNode value) {
		return (value.isString()) ? value.asString() : null;
	}

}
