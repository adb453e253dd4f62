package io.github.hazelcastjetty.sample.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What the session listeners of all running nodes were told of one session. The events of
 * one node are in order.
 */
final class ToldEvents {

	private final List<Event> events;

	private ToldEvents(List<Event> events) {
		this.events = events;
	}

	/**
	 * Asks all running nodes.
	 * @param cluster the nodes
	 * @param ids all ids that the session has had
	 * @return the events so far
	 */
	static ToldEvents of(SampleCluster cluster, @Nullable String... ids) {
		List<Event> events = new ArrayList<>();
		for (SampleNode node : cluster.nodes().stream().filter(SampleNode::isAlive).toList()) {
			for (String id : Arrays.stream(ids).filter(Objects::nonNull).toList()) {
				new Browser(node.uri()).get("/rules/events?session=" + id)
					.expectSuccess()
					.json()
					.valueStream()
					.map((json) -> new Event(node.name(), json.path("type").asString(), json.path("detail").asString()))
					.forEach(events::add);
			}
		}
		return new ToldEvents(events);
	}

	/**
	 * The events as texts like {@code a: destroyed}.
	 */
	List<String> all() {
		return this.events.stream().map(Event::toString).toList();
	}

	/**
	 * The events of some kinds only.
	 */
	ToldEvents only(String... types) {
		return new ToldEvents(
				this.events.stream().filter((event) -> Stream.of(types).anyMatch(event.type()::equals)).toList());
	}

	@Override
	public String toString() {
		return this.events.toString();
	}

	private record Event(String node, String type, String detail) {

		@Override
		public String toString() {
			return (this.node + ": " + this.type + " " + this.detail).strip();
		}

	}

}
