package io.github.hazelcastjetty.rules.requests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

/**
 * Changes the session before and after its response is committed. What it sets afterwards
 * is whether the response was committed then.
 */
@SuppressWarnings("serial")
class EarlyServlet extends HttpServlet {

	/**
	 * More than any buffer on the way.
	 */
	static final int LARGE = 512 * 1024;

	private final Gates gates;

	EarlyServlet(Gates gates) {
		this.gates = gates;
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HttpSession session = request.getSession();
		List<String> list = new ArrayList<>(List.of("before"));
		session.setAttribute("list", list);
		session.setAttribute("before", "committed=" + response.isCommitted());
		commit(request, response);
		if (request.getParameter("gate") != null) {
			this.gates.pass(request.getParameter("gate"));
		}
		list.add("after");
		session.setAttribute("after", "committed=" + response.isCommitted());
		if (request.getParameter("say") != null) {
			response.getWriter().print(request.getParameter("say"));
		}
	}

	private static void commit(HttpServletRequest request, HttpServletResponse response) throws IOException {
		switch (request.getParameter("how")) {
			case "flush" -> {
				response.getWriter().print("first ");
				response.flushBuffer();
			}
			case "large" -> response.getWriter().print("x".repeat(LARGE));
			case "redirect" -> response.sendRedirect("/api/session");
			case "hints" -> {
				response.addHeader("Link", "</style.css>; rel=preload");
				response.sendError(103);
			}
			case "body" -> request.getInputStream().readAllBytes();
			case "unmodified" -> response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
			default -> {
			}
		}
	}

}
