package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

/**
 * Counts the requests of a session.
 */
final class CounterServlet extends HttpServlet {

	private static final long serialVersionUID = 1L;

	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HttpSession session = request.getSession();
		int count = (session.getAttribute("count") instanceof Integer known) ? known + 1 : 1;
		session.setAttribute("count", count);
		response.getWriter().print(count);
	}

}
