package io.github.hazelcastjetty.session.test;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * An application without a name, which counts the visits of a session.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class VisitsApplication {

	@Bean
	ServletRegistrationBean<HttpServlet> visits() {
		return new ServletRegistrationBean<>(new HttpServlet() {

			@Override
			protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
				HttpSession session = request.getSession();
				Integer visits = (Integer) session.getAttribute("visits");
				session.setAttribute("visits", (visits != null) ? visits + 1 : 1);
				response.getWriter().print(session.getAttribute("visits"));
			}

		}, "/visits");
	}

}
