package io.github.hazelcastjetty.rules.requests;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

/**
 * Answers from another thread, or after a time-out. What it sets in the session is the
 * name of the thread or of the dispatch that set it.
 */
@SuppressWarnings("serial")
class AsyncServlet extends HttpServlet {

	private static final long TIMEOUT = 200;

	private final Gates gates;

	AsyncServlet(Gates gates) {
		this.gates = gates;
	}

	@Override
	protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HttpSession session = request.getSession();
		if (request.getDispatcherType() == DispatcherType.ASYNC) {
			session.setAttribute("dispatched", "after " + request.getAttribute("reason"));
			response.getWriter().print("dispatched");
			return;
		}
		session.setAttribute("request", "before");
		if (request.getParameter("gate") != null) {
			answerFromAnotherThread(request, session, request.getParameter("gate"));
		}
		else {
			dispatchAfterTimeout(request, session);
		}
	}

	private void answerFromAnotherThread(HttpServletRequest request, HttpSession session, String gate) {
		AsyncContext context = request.startAsync();
		Thread thread = new Thread(() -> {
			this.gates.pass(gate);
			session.setAttribute("thread", Thread.currentThread().getName());
			try {
				context.getResponse().getWriter().print("from another thread");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			context.complete();
		}, "rules-" + gate);
		thread.setDaemon(true);
		thread.start();
	}

	private static void dispatchAfterTimeout(HttpServletRequest request, HttpSession session) {
		AsyncContext context = request.startAsync();
		context.setTimeout(TIMEOUT);
		context.addListener(new Timeout(session));
	}

	/**
	 * Changes the session when the time has run out.
	 *
	 * @param session the session
	 */
	private record Timeout(HttpSession session) implements AsyncListener {

		@Override
		public void onTimeout(AsyncEvent event) {
			this.session.setAttribute("timeout", "told");
			AsyncContext context = event.getAsyncContext();
			context.getRequest().setAttribute("reason", "timeout");
			context.dispatch();
		}

		@Override
		public void onComplete(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

}
