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
			Authentication authentication = context.getAuthentication();
			return isUser(authentication) ? authentication.getName() : NOBODY;
		}
		return ATTRIBUTE.equals(attribute) ? NOBODY : null;
	}

	private static boolean isUser(@Nullable Authentication authentication) {
		return authentication != null && authentication.isAuthenticated()
				&& !(authentication instanceof AnonymousAuthenticationToken);
	}

}
