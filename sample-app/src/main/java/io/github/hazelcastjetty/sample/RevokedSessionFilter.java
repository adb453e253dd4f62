package io.github.hazelcastjetty.sample;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.UserSession;

/**
 * Ends a session whose user has asked for that elsewhere. Costs no operation on the
 * cluster: the request has its session already, and the session knows.
 */
@Component
class RevokedSessionFilter extends OncePerRequestFilter {

	private final ObjectProvider<HazelcastSessionManager> manager;

	RevokedSessionFilter(ObjectProvider<HazelcastSessionManager> manager) {
		this.manager = manager;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		HttpSession session = request.getSession(false);
		if (session != null) {
			this.manager.ifAvailable((clustered) -> endIfRevoked(clustered, session));
		}
		filterChain.doFilter(request, response);
	}

	private void endIfRevoked(HazelcastSessionManager clustered, HttpSession session) {
		UserSession registered = clustered.userSessions().find(session.getId());
		if (registered != null && registered.revoked()) {
			session.invalidate();
		}
	}

}
