package io.github.hazelcastjetty.session.security;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecurityContextPrincipalResolver}.
 */
class SecurityContextPrincipalResolverTests {

	private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

	private final SecurityContextPrincipalResolver resolver = new SecurityContextPrincipalResolver();

	@Test
	void userIsWhoeverHasLoggedIn() {
		TestingAuthenticationToken ada = new TestingAuthenticationToken(
				User.withUsername("ada").password("secret").roles("USER").build(), "", "ROLE_USER");
		assertThat(resolve(ada)).isEqualTo("ada");
		assertThat(this.resolver.resolve("context-elsewhere", new SecurityContextImpl(ada))).isEqualTo("ada");
	}

	@Test
	void nobodyHasLoggedInAnonymously() {
		assertThat(resolve(new AnonymousAuthenticationToken("key", "anonymous",
				List.of(new SimpleGrantedAuthority("ROLE_ANONYMOUS")))))
			.isEmpty();
		assertThat(resolve(null)).isEmpty();
		TestingAuthenticationToken unknown = new TestingAuthenticationToken("ada", "");
		unknown.setAuthenticated(false);
		assertThat(resolve(unknown)).isEmpty();
	}

	@Test
	void whoeverLogsOutIsNobody() {
		assertThat(this.resolver.resolve(CONTEXT, null)).isEmpty();
	}

	@Test
	void otherAttributesDoNotTell() {
		assertThat(this.resolver.resolve("cart", "ada")).isNull();
		assertThat(this.resolver.resolve("cart", null)).isNull();
	}

	private String resolve(Authentication authentication) {
		SecurityContextImpl context = new SecurityContextImpl();
		context.setAuthentication(authentication);
		return this.resolver.resolve(CONTEXT, context);
	}

}
