package io.github.hazelcastjetty.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.UserSession;
import io.github.hazelcastjetty.session.store.UserSessions;

/**
 * Customers who say who they are, without a password: what matters here is what happens
 * to their sessions. Applications with Spring Security get all this from it.
 */
@RestController
@RequestMapping("/api")
class LoginApi {

	private static final int LONGEST_NAME = 40;

	private final ObjectProvider<HazelcastSessionManager> manager;

	LoginApi(ObjectProvider<HazelcastSessionManager> manager) {
		this.manager = manager;
	}

	/**
	 * Logs in. The session is kept and gets another id, so that whoever knew the former
	 * one is not logged in too.
	 */
	@PostMapping("/login")
	ResponseEntity<Void> login(HttpServletRequest request, @RequestParam String user) {
		if (user.isBlank() || user.length() > LONGEST_NAME) {
			return ResponseEntity.badRequest().build();
		}
		HttpSession session = request.getSession();
		request.changeSessionId();
		session.setAttribute(SessionAttributes.USER, user.strip());
		this.manager.ifAvailable((clustered) -> clustered.userSessions().register(session.getId(), user.strip()));
		return ResponseEntity.noContent().build();
	}

	/**
	 * Ends this session of the user, and with it the login.
	 */
	@PostMapping("/logout")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void logout(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.invalidate();
		}
	}

	/**
	 * Ends all sessions of the user, in all browsers and on all nodes: the others end
	 * with their next request, see {@link RevokedSessionFilter}.
	 */
	@PostMapping("/logout-everywhere")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void logoutEverywhere(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			return;
		}
		if (session.getAttribute(SessionAttributes.USER) instanceof String user) {
			this.manager.ifAvailable((clustered) -> revokeOthers(clustered.userSessions(), user, session.getId()));
		}
		session.invalidate();
	}

	private void revokeOthers(UserSessions sessions, String user, String own) {
		sessions.findByUser(user)
			.stream()
			.map(UserSession::id)
			.filter((id) -> !id.equals(own))
			.forEach(sessions::revoke);
	}

}
