package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.predicate.IdempotentPredicate;
import io.undertow.predicate.Predicate;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyCallback;
import io.undertow.server.handlers.proxy.ProxyConnection;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import org.xnio.IoUtils;

/**
 * Undertow's balancing, plus what it lacks for nodes that come and go: the answer 503
 * counts as a failed connection, so that another node is asked. Only a request without a
 * body can be asked again, its body is gone. Each request has a connection of its own,
 * because a kept one may be closed by a stopping node just as it is used again, and
 * nobody can tell whether that request was served.
 */
final class RetryingProxyClient extends LoadBalancingProxyClient {

	private static final AttachmentKey<Boolean> REFUSED = AttachmentKey.create(Boolean.class);

	/**
	 * Which requests may go to a second node when the first one gave no answer: those
	 * that HTTP allows to repeat, and those that the first one said it did not serve.
	 */
	static final Predicate MAY_BE_REPEATED = (exchange) -> IdempotentPredicate.INSTANCE.resolve(exchange)
			|| exchange.getAttachment(REFUSED) != null;

	@Override
	public void getConnection(ProxyTarget target, HttpServerExchange exchange, ProxyCallback<ProxyConnection> callback,
			long timeout, TimeUnit timeUnit) {
		exchange.removeAttachment(REFUSED);
		super.getConnection(target, exchange, new WatchingCallback(callback), timeout, timeUnit);
	}

	private static ClientConnection watch(ClientConnection connection, HttpServerExchange exchange) {
		return intercept(ClientConnection.class, connection, "sendRequest", (arguments) -> {
			ClientRequest request = (ClientRequest) arguments[0];
			request.getRequestHeaders().put(Headers.CONNECTION, "close");
			arguments[1] = new WatchingExchangeCallback(callback(arguments[1]), exchange);
		});
	}

	private static ClientExchange watch(ClientExchange clientExchange, HttpServerExchange exchange) {
		return intercept(ClientExchange.class, clientExchange, "setResponseListener",
				(arguments) -> arguments[0] = new WatchingResponseCallback(callback(arguments[0]), exchange));
	}

	@SuppressWarnings("unchecked")
	private static ClientCallback<ClientExchange> callback(Object argument) {
		return (ClientCallback<ClientExchange>) argument;
	}

	/**
	 * Undertow has no place to hook in here, and its interfaces are wide: this passes
	 * everything on and lets one method's arguments be changed.
	 */
	private static <T> T intercept(Class<T> type, T target, String method, ArgumentsChange change) {
		InvocationHandler handler = (proxy, invoked, arguments) -> {
			if (invoked.getName().equals(method)) {
				change.apply(arguments);
			}
			try {
				return invoked.invoke(target, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		};
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	/**
	 * Changes the arguments of a call in place.
	 */
	private interface ArgumentsChange {

		void apply(Object[] arguments);

	}

	/**
	 * Hands out connections that are watched.
	 *
	 * @param next who asked for the connection
	 */
	private record WatchingCallback(ProxyCallback<ProxyConnection> next) implements ProxyCallback<ProxyConnection> {

		@Override
		public void completed(HttpServerExchange exchange, ProxyConnection connection) {
			this.next.completed(exchange,
					new ProxyConnection(watch(connection.getConnection(), exchange), connection.getTargetPath()));
		}

		@Override
		public void failed(HttpServerExchange exchange) {
			this.next.failed(exchange);
		}

		@Override
		public void couldNotResolveBackend(HttpServerExchange exchange) {
			this.next.couldNotResolveBackend(exchange);
		}

		@Override
		public void queuedRequestFailed(HttpServerExchange exchange) {
			this.next.queuedRequestFailed(exchange);
		}

	}

	/**
	 * Hands out client exchanges that are watched.
	 *
	 * @param next who sent the request
	 * @param exchange what the request is sent for
	 */
	private record WatchingExchangeCallback(ClientCallback<ClientExchange> next,
			HttpServerExchange exchange) implements ClientCallback<ClientExchange> {

		@Override
		public void completed(ClientExchange result) {
			this.next.completed(watch(result, this.exchange));
		}

		@Override
		public void failed(IOException ex) {
			this.next.failed(ex);
		}

	}

	/**
	 * Turns the answer 503 into a failure.
	 *
	 * @param next who waits for the answer
	 * @param exchange what the request was sent for
	 */
	private record WatchingResponseCallback(ClientCallback<ClientExchange> next,
			HttpServerExchange exchange) implements ClientCallback<ClientExchange> {

		@Override
		public void completed(ClientExchange result) {
			if (result.getResponse().getResponseCode() != StatusCodes.SERVICE_UNAVAILABLE) {
				this.next.completed(result);
				return;
			}
			this.exchange.putAttachment(REFUSED, true);
			IoUtils.safeClose(result.getConnection());
			this.next.failed(new IOException("The node is not available"));
		}

		@Override
		public void failed(IOException ex) {
			this.next.failed(ex);
		}

	}

}
