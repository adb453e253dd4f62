package io.github.hazelcastjetty.rules.life;

import java.io.IOException;
import java.util.Collections;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

/**
 * The end points that the tests of the Hazelcast Jetty Session Manager for Jetty 7 to 9
 * used. Each asks for the session first, and so creates one.
 */
class SeedServlet extends HttpServlet {

	private static final long serialVersionUID = 1L;

	private static final String KEY = "key";

	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HttpSession session = request.getSession();
		String path = request.getRequestURI();
		response.setContentType("text/plain");
		response.getWriter().print(answer(session, path.substring(path.lastIndexOf('/') + 1)));
	}

	private static Object answer(HttpSession session, String action) {
		return switch (action) {
			case "write" -> set(session, KEY, "value");
			case "update" -> set(session, KEY, "value-updated");
			case "read" -> String.valueOf(session.getAttribute(KEY));
			case "remove" -> {
				session.removeAttribute(KEY);
				yield true;
			}
			case "invalidate" -> {
				session.invalidate();
				yield true;
			}
			case "names" -> String.join(",", Collections.list(session.getAttributeNames()));
			case "isNew" -> session.isNew();
			case "lastAccessTime" -> session.getLastAccessedTime();
			case "putnonserializable" -> {
				set(session, KEY, new Object());
				yield set(session, "key-2", "value");
			}
			case "verifynonserializable" -> String.valueOf(session.getAttribute("key-2"));
			default -> throw new IllegalArgumentException(action);
		};
	}

	private static boolean set(HttpSession session, String name, Object value) {
		session.setAttribute(name, value);
		return true;
	}

}
