package io.github.hazelcastjetty.benchmark.application;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * Does with the session of a request what the path says. A session has ten attributes:
 * nine that make up its size, and one of about 100 bytes that requests read, set or
 * change.
 */
final class SessionServlet extends HttpServlet {

	private static final long serialVersionUID = 1L;

	private static final int BULKY_ATTRIBUTES = 9;

	private static final int SMALL_SIZE = 100;

	private static final int LIST_SIZE = 10;

	private static final int DIGITS = 10;

	private static final String SMALL = "small";

	private static final String LIST = "list";

	private static final String SMALL_PREFIX = "x".repeat(SMALL_SIZE - DIGITS);

	private static final long FIRST_NUMBER = 1_000_000_000L;

	private final AtomicLong numbers = new AtomicLong(FIRST_NUMBER);

	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String path = request.getServletPath();
		if (path.equals("/none")) {
			answer(response, "none");
			return;
		}
		if (path.equals("/create")) {
			create(request.getSession(true), Integer.parseInt(request.getParameter("size")),
					request.getParameter("list") != null);
			answer(response, "created");
			return;
		}
		HttpSession session = request.getSession(false);
		String answer = (session != null) ? use(path, session, request) : null;
		if (answer != null) {
			answer(response, answer);
		}
		else {
			response.setStatus(HttpServletResponse.SC_GONE);
			response.setContentLength(0);
		}
	}

	private void create(HttpSession session, int size, boolean list) {
		int length = Math.max(1, (size - SMALL_SIZE) / BULKY_ATTRIBUTES);
		for (int i = 0; i < BULKY_ATTRIBUTES; i++) {
			// Not one object: who serializes whole sessions would write it once
			session.setAttribute("bulky" + i, "x".repeat(length));
		}
		if (list) {
			List<String> values = new ArrayList<>();
			for (int i = 0; i < LIST_SIZE; i++) {
				values.add(Long.toString(this.numbers.incrementAndGet()));
			}
			session.setAttribute(LIST, values);
		}
		else {
			session.setAttribute(SMALL, SMALL_PREFIX + this.numbers.incrementAndGet());
		}
	}

	private @Nullable String use(String path, HttpSession session, HttpServletRequest request) {
		return switch (path) {
			case "/read" -> (String) session.getAttribute(SMALL);
			case "/write" -> {
				session.setAttribute(SMALL, SMALL_PREFIX + this.numbers.incrementAndGet());
				yield "written";
			}
			case "/change" -> {
				String value = Long.toString(this.numbers.incrementAndGet());
				list(session).set((int) (this.numbers.get() % LIST_SIZE), value);
				yield value;
			}
			case "/list" -> list(session).toString();
			case "/get" -> String.valueOf(session.getAttribute(request.getParameter("name")));
			case "/set" -> set(session, request);
			case "/login" -> {
				request.changeSessionId();
				session.setAttribute("user", "user" + this.numbers.incrementAndGet());
				yield "in";
			}
			case "/logout" -> {
				session.invalidate();
				yield "out";
			}
			default -> null;
		};
	}

	/**
	 * Sets an attribute and stays in the request for a while, if it is told to.
	 */
	private static String set(HttpSession session, HttpServletRequest request) {
		session.setAttribute(request.getParameter("name"), request.getParameter("value"));
		String millis = request.getParameter("hold");
		if (millis != null) {
			try {
				new CountDownLatch(1).await(Long.parseLong(millis), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		return "set";
	}

	@SuppressWarnings("unchecked")
	private static List<String> list(HttpSession session) {
		return (List<String>) session.getAttribute(LIST);
	}

	private static void answer(HttpServletResponse response, String answer) throws IOException {
		byte[] body = answer.getBytes(StandardCharsets.ISO_8859_1);
		response.setContentType("text/plain");
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

}
