package io.github.hazelcastjetty.rules.requests;

import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;

/**
 * Registers the servlets that know nothing of Spring MVC.
 */
@Configuration(proxyBeanMethods = false)
class RequestsConfiguration {

	@Bean
	ServletRegistrationBean<AsyncServlet> asyncServlet(Gates gates) {
		return new ServletRegistrationBean<>(new AsyncServlet(gates), "/rules/requests/async");
	}

	@Bean
	ServletRegistrationBean<EarlyServlet> earlyServlet(Gates gates) {
		return new ServletRegistrationBean<>(new EarlyServlet(gates), "/rules/requests/early");
	}

	@Bean
	ServletRegistrationBean<DispatchServlet> dispatchServlet() {
		return new ServletRegistrationBean<>(new DispatchServlet(), DispatchServlet.PATH);
	}

	@Bean
	ErrorPageRegistrar errorPageThatUsesTheSession() {
		return (registry) -> registry.addErrorPages(new ErrorPage(HttpStatus.PAYMENT_REQUIRED, DispatchServlet.PATH));
	}

}
