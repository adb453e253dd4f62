package io.github.hazelcastjetty.session.jetty;

import java.nio.ByteBuffer;
import java.security.Principal;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.security.AuthenticationState;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.jetty.cache.RequestSessions;
import io.github.hazelcastjetty.session.jetty.cache.SessionUse;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Stores what a request has changed in its session before the response is sent, and lets
 * go of the session when the exchange is over. If it cannot be stored the client is told
 * so, instead of what the application had to say.
 */
final class SessionStream extends HttpStream.Wrapper {

	/**
	 * After so many seconds a client may try again that was turned away.
	 */
	static final String RETRY_AFTER = "1";

	private final SessionCompletion completion;

	private final Request request;

	private final Context context;

	private final RequestSessions sessions;

	private volatile boolean refused;

	private volatile boolean answered;

	private long unsent = Long.MAX_VALUE;

	SessionStream(HttpStream stream, SessionCompletion completion, Request request, RequestSessions sessions) {
		super(stream);
		this.completion = completion;
		this.request = request;
		this.context = request.getContext();
		this.sessions = sessions;
	}

	RequestSessions sessions() {
		return this.sessions;
	}

	@Override
	public void send(MetaData.Request metadata, MetaData.@Nullable Response response, boolean last,
			@Nullable ByteBuffer content, Callback callback) {
		if (this.refused) {
			// The client has been told something else
			consume(content);
			callback.succeeded();
			return;
		}
		RuntimeException failure = (response != null && isFinal(response)) ? commit() : null;
		if (response != null && failure != null) {
			consume(content);
			refuse(metadata, response, failure, callback);
		}
		else {
			if (isWhole(response, last, content)) {
				answered();
			}
			super.send(metadata, (response != null) ? advise(response) : null, last, content, callback);
		}
	}

	/**
	 * If the application has failed because the store did not answer, tell the client
	 * when to come back.
	 */
	private MetaData.Response advise(MetaData.Response response) {
		if (response.getStatus() != HttpStatus.SERVICE_UNAVAILABLE_503 || !isStoreToBlame()
				|| response.getHttpFields().contains(HttpHeader.RETRY_AFTER)) {
			return response;
		}
		HttpFields headers = HttpFields.build(response.getHttpFields())
			.put(HttpHeader.RETRY_AFTER, RETRY_AFTER)
			.asImmutable();
		return new MetaData.Response(response.getStatus(), response.getReason(), response.getHttpVersion(), headers,
				response.getContentLength(), response.getTrailersSupplier());
	}

	private boolean isStoreToBlame() {
		Throwable failure = (Throwable) this.request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
		while (failure != null && !(failure instanceof SessionStoreException)) {
			failure = failure.getCause();
		}
		return failure != null;
	}

	/**
	 * Return whether a response is what the client waits for. An interim one (1xx)
	 * acknowledges nothing, but for the one that ends a handshake: nothing comes after
	 * it.
	 */
	private static boolean isFinal(MetaData.Response response) {
		return response.getStatus() >= HttpStatus.OK_200 || response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101;
	}

	/**
	 * Return whether with this the client has the whole response. It may have before the
	 * end is written, by what the response says of its length.
	 */
	private boolean isWhole(MetaData.@Nullable Response response, boolean last, @Nullable ByteBuffer content) {
		if (response != null && response.getStatus() >= HttpStatus.OK_200) {
			long length = response.getHttpFields().getLongField(HttpHeader.CONTENT_LENGTH);
			this.unsent = (length >= 0) ? length : Long.MAX_VALUE;
		}
		this.unsent -= (content != null) ? content.remaining() : 0;
		return last || this.unsent <= 0;
	}

	/**
	 * Once the client has its response it may go to another node, and must find here what
	 * it does there, even if this request has not let go of the session by then.
	 */
	private void answered() {
		this.answered = true;
		this.sessions.all().forEach(SessionUse::answered);
	}

	private static void consume(@Nullable ByteBuffer content) {
		if (content != null) {
			content.position(content.limit());
		}
	}

	/**
	 * Return whether the client can still be told. When the server stops it closes its
	 * connections, and clients repeat elsewhere what was not answered: what a request
	 * stores then could undo a later one of the same client.
	 */
	private boolean isAnswerable() {
		return this.request.getConnectionMetaData().getConnector().isRunning();
	}

	private @Nullable RuntimeException commit() {
		Outcome outcome = new Outcome();
		this.context.run(() -> {
			try {
				Principal user = AuthenticationState.getUserPrincipal(this.request);
				if (user != null) {
					this.completion.authenticated(this.sessions, user);
				}
				this.completion.commit(this.sessions, isAnswerable());
			}
			catch (RuntimeException ex) {
				outcome.failure = ex;
			}
		}, this.request);
		return outcome.failure;
	}

	private void refuse(MetaData.Request metadata, MetaData.Response response, RuntimeException failure,
			Callback callback) {
		answered();
		this.completion.refused(this.sessions, failure);
		// Over HTTP/1.1 the connection would be handed over to the protocol all the same
		this.request.removeAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE);
		HttpFields headers = HttpFields.build()
			.put(HttpHeader.CONTENT_LENGTH, 0)
			.put(HttpHeader.RETRY_AFTER, RETRY_AFTER)
			.asImmutable();
		MetaData.Response refusal = new MetaData.Response(HttpStatus.SERVICE_UNAVAILABLE_503, null,
				response.getHttpVersion(), headers, 0);
		this.refused = true;
		super.send(metadata, refusal, true, null, callback);
	}

	@Override
	public void succeeded() {
		try {
			complete();
		}
		finally {
			super.succeeded();
		}
	}

	@Override
	public void failed(Throwable failure) {
		try {
			complete();
		}
		finally {
			super.failed(failure);
		}
	}

	private void complete() {
		answered();
		this.context.run(() -> {
			if (isAbandoned()) {
				this.completion.abandon(this.sessions);
			}
			else {
				this.completion.finishElsewhere(this.sessions);
			}
		}, this.request);
	}

	/**
	 * Let go of the sessions before the exchange is over, if the client has its response.
	 */
	void finish() {
		if (this.answered && !isAbandoned()) {
			this.context.run(() -> this.completion.finish(this.sessions), this.request);
		}
	}

	private boolean isAbandoned() {
		return this.refused || this.completion.isDetached() || !isAnswerable();
	}

	private static final class Outcome {

		private @Nullable RuntimeException failure;

	}

}
