package io.github.hazelcastjetty.rules.life;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.hazelcastjetty.rules.AllEvents;

/**
 * Registers the old end points, and a session listener that remembers what it could read
 * at the end of a session that holds a bean of the application, and whether it was called
 * in the application's class loader.
 */
@Configuration(proxyBeanMethods = false)
class LifeConfiguration {

	@Bean
	ServletRegistrationBean<SeedServlet> seedServlet() {
		return new ServletRegistrationBean<>(new SeedServlet(), "/rules/life/seed/*");
	}

	@Bean
	HttpSessionListener testamentListener() {
		return new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				HttpSession session = event.getSession();
				if (session.getAttribute(Thing.BEAN.name()) instanceof Thing.Bean bean) {
					ClassLoader expected = session.getServletContext().getClassLoader();
					boolean right = Thread.currentThread().getContextClassLoader() == expected;
					AllEvents.add(session, "testament", bean + " " + (right ? "in place" : "elsewhere"));
				}
			}

		};
	}

}
