package io.github.hazelcastjetty.session.cost;

import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.session.SessionRegistry;

/**
 * A web application whose requests each do one thing with the session.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class CostApplication {

	@Bean
	ServletRegistrationBean<HttpServlet> sessionServlet(SessionRegistry registry) {
		return new ServletRegistrationBean<>(new SessionServlet(registry), "/*");
	}

	private static byte[] value(int size) {
		byte[] bytes = new byte[size];
		ThreadLocalRandom.current().nextBytes(bytes);
		return bytes;
	}

	/**
	 * Answers with the number of bytes that the session is found to hold.
	 */
	@SuppressWarnings("serial")
	private static final class SessionServlet extends HttpServlet {

		private final transient SessionRegistry registry;

		SessionServlet(SessionRegistry registry) {
			this.registry = registry;
		}

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			HttpSession session = request.getSession("/create".equals(request.getPathInfo()));
			int read = 0;
			switch (request.getPathInfo()) {
				case "/create" -> {
					session.setAttribute("small", value(number(request, "small")));
					for (int i = 0; i < number(request, "count"); i++) {
						session.setAttribute("attribute-" + i, value(number(request, "size")));
					}
				}
				case "/read" -> read = read(session);
				case "/set" -> session.setAttribute(request.getParameter("name"), value(number(request, "size")));
				case "/register" -> this.registry.registerNewSession(session.getId(), request.getParameter("user"));
				case "/user" -> this.registry.getSessionInformation(session.getId());
				case "/sessions" -> read = this.registry.getAllSessions(request.getParameter("user"), false).size();
				case "/timeout" -> session.setMaxInactiveInterval(number(request, "seconds"));
				case "/change-id" -> request.changeSessionId();
				case "/invalidate" -> session.invalidate();
				default -> {
				}
			}
			response.getWriter().print(read);
		}

		private static int read(HttpSession session) {
			int read = 0;
			for (String name : Collections.list(session.getAttributeNames())) {
				read += ((byte[]) session.getAttribute(name)).length;
			}
			return read;
		}

		private static int number(HttpServletRequest request, String name) {
			return Integer.parseInt(request.getParameter(name));
		}

	}

}
