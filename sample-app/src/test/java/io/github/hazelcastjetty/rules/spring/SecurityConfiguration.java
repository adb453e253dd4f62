package io.github.hazelcastjetty.rules.spring;

import java.util.List;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.session.HttpSessionEventPublisher;

/**
 * Guards what is below {@code /secured}, and nothing else. Everybody may log in, with the
 * password {@code secret}.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	/**
	 * Users with one session each: who logs in again is logged out elsewhere.
	 */
	@Bean
	@Order(1)
	SecurityFilterChain lastLoginWins(HttpSecurity http) {
		return form(http, "/secured/last").sessionManagement((sessions) -> sessions.maximumSessions(1)).build();
	}

	/**
	 * Users with one session each: who is logged in cannot log in again.
	 */
	@Bean
	@Order(2)
	SecurityFilterChain firstLoginWins(HttpSecurity http) {
		return form(http, "/secured/first")
			.sessionManagement((sessions) -> sessions.maximumSessions(1).maxSessionsPreventsLogin(true))
			.build();
	}

	/**
	 * Users with two sessions each.
	 */
	@Bean
	@Order(3)
	SecurityFilterChain lastTwoLoginsWin(HttpSecurity http) {
		return form(http, "/secured/two").sessionManagement((sessions) -> sessions.maximumSessions(2)).build();
	}

	/**
	 * A login begins a session that has nothing of the one before.
	 */
	@Bean
	@Order(4)
	SecurityFilterChain newSession(HttpSecurity http) {
		return form(http, "/secured/new")
			.sessionManagement((sessions) -> sessions.sessionFixation((fixation) -> fixation.newSession()))
			.build();
	}

	/**
	 * A login begins a session that has the attributes of the one before.
	 */
	@Bean
	@Order(5)
	SecurityFilterChain migratedSession(HttpSecurity http) {
		return form(http, "/secured/migrate")
			.sessionManagement((sessions) -> sessions.sessionFixation((fixation) -> fixation.migrateSession()))
			.build();
	}

	@Bean
	@Order(6)
	SecurityFilterChain secured(HttpSecurity http, UserDetailsService users) {
		return form(http, "/secured").rememberMe((remember) -> remember.key("rules").userDetailsService(users)).build();
	}

	private static HttpSecurity form(HttpSecurity http, String base) {
		return http.securityMatcher(base + "/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.formLogin((form) -> form.loginPage(base + "/login").permitAll())
			.logout((logout) -> logout.logoutUrl(base + "/logout").logoutSuccessUrl(base + "/login?logout"));
	}

	@Bean
	UserDetailsService users() {
		return (name) -> User.withUsername(name).password("{noop}secret").roles("USER").build();
	}

	@Bean
	HttpSessionEventPublisher httpSessionEventPublisher() {
		return new HttpSessionEventPublisher();
	}

	/**
	 * Keeps the filter, and the firewall in it, away from the paths of other tests.
	 */
	@Bean
	static BeanPostProcessor securedPathsOnly() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessBeforeInitialization(Object bean, String beanName) {
				if (bean instanceof DelegatingFilterProxyRegistrationBean registration) {
					registration.setUrlPatterns(List.of("/secured/*"));
				}
				return bean;
			}

		};
	}

}
