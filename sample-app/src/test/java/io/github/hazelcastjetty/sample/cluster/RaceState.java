package io.github.hazelcastjetty.sample.cluster;

import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A session of a randomized test.
 *
 * @param id its id
 * @param timeout its timeout in seconds
 * @param attributes its attributes by name, without what makes them large
 */
record RaceState(String id, int timeout, Map<String, String> attributes) {

	static RaceState of(Reply reply) {
		JsonNode json = reply.json();
		return new RaceState(json.path("id").asString(), json.path("timeout").intValue(),
				json.path("attributes")
					.propertyStream()
					.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().asString())));
	}

	@Nullable String attribute(String name) {
		return this.attributes.get(name);
	}

}
