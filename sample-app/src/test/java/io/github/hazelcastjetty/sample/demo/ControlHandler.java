package io.github.hazelcastjetty.sample.demo;

import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the page of the demo can ask for, under {@code /cluster}. Everything else goes to
 * the nodes. Only this machine is listened to, and only pages from here: others that the
 * visitor has open can neither read nor change anything, whatever name they give to this
 * address.
 */
final class ControlHandler implements HttpHandler {

	private static final String PREFIX = "/cluster/";

	/**
	 * A header that no page from elsewhere may send.
	 */
	private static final String PAGE = "X-Demo-Page";

	private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

	private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private static final Pattern NODE = Pattern.compile("nodes/([a-z])/(kill|start|pause|resume)");

	private final JsonMapper json = JsonMapper.shared();

	private final DemoCluster cluster;

	private final HttpHandler events;

	private final HttpHandler next;

	/**
	 * Creates a handler.
	 * @param cluster what to control
	 * @param events the stream of events
	 * @param next what takes all other requests
	 */
	ControlHandler(DemoCluster cluster, HttpHandler events, HttpHandler next) {
		this.cluster = cluster;
		this.events = events;
		this.next = next;
	}

	@Override
	public void handleRequest(HttpServerExchange exchange) throws Exception {
		if (!HOSTS.contains(exchange.getHostName())) {
			exchange.setStatusCode(StatusCodes.FORBIDDEN);
		}
		else if (!exchange.getRequestPath().startsWith(PREFIX)) {
			this.next.handleRequest(exchange);
		}
		else {
			control(exchange, exchange.getRequestPath().substring(PREFIX.length()));
		}
	}

	private void control(HttpServerExchange exchange, String path) throws Exception {
		if (exchange.getRequestMethod().equals(Methods.GET)) {
			get(exchange, path);
		}
		else if (exchange.getRequestMethod().equals(Methods.POST) && exchange.getRequestHeaders().contains(PAGE)) {
			// It may take a while until a process has ended
			exchange.dispatch(() -> post(exchange, path));
		}
		else {
			exchange.setStatusCode(StatusCodes.FORBIDDEN);
		}
	}

	private void get(HttpServerExchange exchange, String path) throws Exception {
		switch (path) {
			case "events" -> this.events.handleRequest(exchange);
			case "state" -> send(exchange, this.cluster.view());
			case "owner" -> exchange.dispatch(() -> owner(exchange));
			default -> exchange.setStatusCode(StatusCodes.NOT_FOUND);
		}
	}

	private void owner(HttpServerExchange exchange) {
		String session = parameter(exchange, "session");
		if (!SESSION.matcher(session).matches()) {
			exchange.setStatusCode(StatusCodes.BAD_REQUEST).endExchange();
			return;
		}
		String owner = this.cluster.owner(session);
		send(exchange, Map.of("node", (owner != null) ? owner : ""));
	}

	private void post(HttpServerExchange exchange, String path) {
		if (!isDone(exchange, path)) {
			exchange.setStatusCode(StatusCodes.NOT_FOUND).endExchange();
			return;
		}
		this.cluster.tell();
		exchange.setStatusCode(StatusCodes.NO_CONTENT).endExchange();
	}

	private boolean isDone(HttpServerExchange exchange, String path) {
		switch (path) {
			case "nodes" -> this.cluster.addNode();
			case "load/start" -> this.cluster.load().start(this.cluster.uri());
			case "load/stop" -> this.cluster.load().stop();
			case "balancer" -> this.cluster.setSticky(Boolean.parseBoolean(parameter(exchange, "sticky")));
			default -> {
				Matcher matcher = NODE.matcher(path);
				DemoNode node = matcher.matches() ? this.cluster.node(matcher.group(1)) : null;
				return node != null && isDone(node, matcher.group(2));
			}
		}
		return true;
	}

	private static boolean isDone(DemoNode node, String action) {
		switch (action) {
			case "kill" -> node.kill();
			case "start" -> node.start();
			case "pause" -> node.pause();
			case "resume" -> node.resume();
			default -> {
				return false;
			}
		}
		return true;
	}

	private void send(HttpServerExchange exchange, Object body) {
		exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
		exchange.getResponseSender().send(this.json.writeValueAsString(body));
	}

	private static String parameter(HttpServerExchange exchange, String name) {
		@Nullable Deque<String> values = exchange.getQueryParameters().get(name);
		return (values != null) ? values.getFirst() : "";
	}

}
