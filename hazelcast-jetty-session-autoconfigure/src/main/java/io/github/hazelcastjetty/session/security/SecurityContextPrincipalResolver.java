package io.github.hazelcastjetty.session.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;

import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;

/**
 * Knows the user by the {@link SecurityContext} that Spring Security puts into the
 * session when somebody has logged in, and takes out of it when he logs out.
 *
 * @since 1.0.0
 */
public final class SecurityContextPrincipalResolver implements SessionPrincipalResolver {

	private static final String ATTRIBUTE = "SPRING_SECURITY_CONTEXT";

	private static final String NOBODY = "";

	@Override
	public @Nullable String resolve(String attribute, @Nullable Object value) {
		if (value instanceof SecurityContext context) {
			return name(context.getAuthentication());
		}
		return ATTRIBUTE.equals(attribute) ? NOBODY : null;
	}

	private static String name(@Nullable Authentication authentication) {
		if (authentication == null || !authentication.isAuthenticated()
				|| authentication instanceof AnonymousAuthenticationToken) {
			return NOBODY;
		}
		return authentication.getName();
	}

}
