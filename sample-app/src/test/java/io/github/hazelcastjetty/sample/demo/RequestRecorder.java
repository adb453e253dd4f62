package io.github.hazelcastjetty.sample.demo;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import org.jspecify.annotations.Nullable;

/**
 * Notes each request for the application that goes through the balancer, with what the
 * node has said about it in the headers of the response. Of the load only a sample is
 * passed on: no page can show hundreds of requests in a second.
 */
final class RequestRecorder implements HttpHandler {

	/**
	 * The request header by which the load is known.
	 */
	static final String LOAD = "X-Demo-Load";

	private static final String PAGE = "X-Demo-Page";

	private static final String PREFIX = "/api/";

	private static final long SAMPLE_NANOS = Duration.ofMillis(150).toNanos();

	private final HttpHandler next;

	private final Consumer<RequestView> all;

	private final Consumer<RequestView> sample;

	private final AtomicLong lastSample = new AtomicLong(System.nanoTime());

	/**
	 * Creates a recorder.
	 * @param next the balancer
	 * @param all told of every request
	 * @param sample told of every request of a page, and of some of the load
	 */
	RequestRecorder(HttpHandler next, Consumer<RequestView> all, Consumer<RequestView> sample) {
		this.next = next;
		this.all = all;
		this.sample = sample;
	}

	@Override
	public void handleRequest(HttpServerExchange exchange) throws Exception {
		if (exchange.getRequestPath().startsWith(PREFIX)) {
			long start = System.nanoTime();
			exchange.addExchangeCompleteListener((completed, listeners) -> {
				record(view(completed, System.nanoTime() - start));
				listeners.proceed();
			});
		}
		this.next.handleRequest(exchange);
	}

	private void record(RequestView request) {
		this.all.accept(request);
		if (!request.load() || isTimeForSample()) {
			this.sample.accept(request);
		}
	}

	private boolean isTimeForSample() {
		long now = System.nanoTime();
		long last = this.lastSample.get();
		return now - last >= SAMPLE_NANOS && this.lastSample.compareAndSet(last, now);
	}

	private static RequestView view(HttpServerExchange exchange, long nanos) {
		HeaderMap asked = exchange.getRequestHeaders();
		HeaderMap told = exchange.getResponseHeaders();
		return new RequestView(exchange.getRequestMethod().toString(), exchange.getRequestPath(),
				exchange.getStatusCode(), Duration.ofNanos(nanos).toMillis(), told.getFirst("X-Sample-Node"),
				told.getFirst(SessionCostHandler.ORIGIN), (int) number(told.getFirst(SessionCostHandler.OPERATIONS)),
				number(told.getFirst(SessionCostHandler.BYTES)), told.getFirst(SessionCostHandler.SESSION),
				asked.getFirst(PAGE), asked.contains(LOAD));
	}

	private static long number(@Nullable String text) {
		return (text != null) ? Long.parseLong(text) : 0;
	}

}
