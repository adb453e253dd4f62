package io.github.hazelcastjetty.sample.demo;

import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells all open pages what happens. The stream comes from the balancer itself and no
 * node ever sees it, so that an open page does not keep a session alive.
 */
final class EventStream {

	private static final long KEEP_ALIVE_MILLIS = 10_000;

	private final JsonMapper json = JsonMapper.shared();

	private final ServerSentEventHandler handler = new ServerSentEventHandler(this::greet);

	private volatile @Nullable ClusterView state;

	/**
	 * What serves the stream.
	 */
	HttpHandler handler() {
		return this.handler;
	}

	/**
	 * Tells the pages how the cluster is, if that has changed.
	 */
	void state(ClusterView current) {
		if (!current.equals(this.state)) {
			this.state = current;
			send("state", current);
		}
	}

	/**
	 * Tells the pages of something that has happened.
	 * @param event what kind of thing
	 * @param data a record with the details
	 */
	void send(String event, Object data) {
		String text = this.json.writeValueAsString(data);
		for (ServerSentEventConnection connection : this.handler.getConnections()) {
			connection.send(text, event, null, null);
		}
	}

	private void greet(ServerSentEventConnection connection, @Nullable String lastEventId) {
		connection.setKeepAliveTime(KEEP_ALIVE_MILLIS);
		ClusterView current = this.state;
		if (current != null) {
			connection.send(this.json.writeValueAsString(current), "state", null, null);
		}
	}

}
