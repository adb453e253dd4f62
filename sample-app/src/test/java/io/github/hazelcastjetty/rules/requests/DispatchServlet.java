package io.github.hazelcastjetty.rules.requests;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Dispatches to itself, and sets an attribute that is named like the kind of dispatch in
 * each of them. With {@code ?late} only the dispatch touches the session.
 */
@SuppressWarnings("serial")
class DispatchServlet extends HttpServlet {

	static final String PATH = "/rules/requests/dispatch";

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		boolean first = request.getAttribute("dispatched") == null;
		request.setAttribute("dispatched", true);
		if (!first || request.getParameter("late") == null) {
			request.getSession().setAttribute(request.getDispatcherType().name(), "set");
		}
		if (!first) {
			response.getWriter().print("dispatched");
			return;
		}
		switch (request.getParameter("how")) {
			case "forward" -> request.getRequestDispatcher(PATH).forward(request, response);
			case "include" -> {
				request.getRequestDispatcher(PATH).include(request, response);
				// An included servlet has the dispatcher type of the one that includes it
				request.getSession().setAttribute("INCLUDE", "set");
			}
			case "error" -> response.sendError(HttpServletResponse.SC_PAYMENT_REQUIRED);
			default -> throw new ServletException("As asked for");
		}
	}

}
