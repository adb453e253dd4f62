package io.github.hazelcastjetty.sample.demo;

import java.nio.ByteBuffer;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.jetty.cache.SessionOrigin;

/**
 * Says in each response how its session came to this node and what it has cost. A session
 * is stored just before its response is sent, so this is said at the last moment, by a
 * stream below the one that stores the session.
 */
class SessionCostHandler extends Handler.Wrapper {

	static final String ORIGIN = "X-Sample-Origin";

	static final String OPERATIONS = "X-Sample-Operations";

	static final String BYTES = "X-Sample-Bytes";

	static final String SESSION = "X-Sample-Session";

	SessionCostHandler(Handler handler) {
		super(handler);
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		SessionCost cost = SessionCost.begin();
		request.addHttpStreamWrapper((stream) -> new CostStream(stream, request, cost));
		try {
			return super.handle(request, response, callback);
		}
		finally {
			SessionCost.end();
		}
	}

	/**
	 * Adds the headers.
	 */
	private static final class CostStream extends HttpStream.Wrapper {

		private final Request request;

		private final SessionCost cost;

		CostStream(HttpStream stream, Request request, SessionCost cost) {
			super(stream);
			this.request = request;
			this.cost = cost;
		}

		@Override
		public void send(MetaData.Request metadata, MetaData.@Nullable Response response, boolean last,
				@Nullable ByteBuffer content, Callback callback) {
			super.send(metadata, (response != null) ? withCost(response) : null, last, content, callback);
		}

		private MetaData.Response withCost(MetaData.Response response) {
			HttpFields.Mutable headers = HttpFields.build(response.getHttpFields())
				.put(OPERATIONS, this.cost.operations())
				.put(BYTES, this.cost.bytes());
			Object origin = this.request.getAttribute(SessionOrigin.REQUEST_ATTRIBUTE);
			if (origin != null) {
				headers.put(ORIGIN, origin.toString());
			}
			String session = this.cost.session();
			if (session != null) {
				headers.put(SESSION, session);
			}
			return new MetaData.Response(response.getStatus(), response.getReason(), response.getHttpVersion(),
					headers.asImmutable(), response.getContentLength(), response.getTrailersSupplier());
		}

	}

}
