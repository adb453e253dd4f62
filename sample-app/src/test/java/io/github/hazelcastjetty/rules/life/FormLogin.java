package io.github.hazelcastjetty.rules.life;

import java.io.IOException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee11.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.FormAuthenticator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.security.Credential;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Jetty's own form login, which keeps the user in the session, in front of
 * {@code /rules/life/secure}.
 */
@Configuration(proxyBeanMethods = false)
class FormLogin {

	private static final String ROLE = "role1";

	private static final String SECURE = "/rules/life/secure/*";

	private static final String LOGIN_PAGE = "/rules/life/login";

	private static final String ERROR_PAGE = "/rules/life/login/error";

	@Bean
	WebServerFactoryCustomizer<JettyServletWebServerFactory> formLoginCustomizer() {
		return (factory) -> factory.addServerCustomizers(FormLogin::secure);
	}

	@Bean
	ServletRegistrationBean<HttpServlet> secureServlet() {
		return new ServletRegistrationBean<>(new SecureServlet(), SECURE, LOGIN_PAGE);
	}

	private static void secure(Server server) {
		UserStore users = new UserStore();
		users.addUser("someuser", Credential.getCredential("somepass"), new String[] { ROLE, "role2" });
		HashLoginService logins = new HashLoginService("life");
		logins.setUserStore(users);
		ConstraintMapping mapping = new ConstraintMapping();
		mapping.setPathSpec(SECURE);
		mapping.setConstraint(Constraint.from(ROLE));
		server.getDescendants(ServletContextHandler.class).forEach((context) -> {
			ConstraintSecurityHandler security = new ConstraintSecurityHandler();
			security.setLoginService(logins);
			security.setAuthenticator(new FormAuthenticator(LOGIN_PAGE, ERROR_PAGE, false));
			security.addConstraintMapping(mapping);
			context.setSecurityHandler(security);
		});
	}

	/**
	 * Tells who the user is, and is the page on which a user logs in.
	 */
	private static final class SecureServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setContentType("text/plain");
			boolean login = request.getRequestURI().startsWith(LOGIN_PAGE);
			response.getWriter()
				.print(login ? "redirected to LoginServlet"
						: request.getRemoteUser() + " " + request.isUserInRole("role2"));
		}

	}

}
