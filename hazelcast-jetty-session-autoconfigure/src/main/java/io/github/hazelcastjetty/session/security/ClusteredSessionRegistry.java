package io.github.hazelcastjetty.session.security;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;

import io.github.hazelcastjetty.session.store.UserSession;
import io.github.hazelcastjetty.session.store.UserSessions;

/**
 * {@link SessionRegistry} that knows the sessions of all nodes, so that a user's sessions
 * are counted, and expired, wherever they were created.
 * <p>
 * It holds nothing itself: the name of the user is stored with the session, and ends with
 * it. So it needs no events, and principals are names here and not the objects that
 * logged in.
 *
 * @since 1.0.0
 */
public final class ClusteredSessionRegistry implements SessionRegistry {

	private final Supplier<UserSessions> sessions;

	/**
	 * Create a registry.
	 * @param sessions supplies the sessions, not called before there are any
	 */
	public ClusteredSessionRegistry(Supplier<UserSessions> sessions) {
		this.sessions = sessions;
	}

	/**
	 * Return the names of all users who have a session. Looks at every session of the
	 * cluster.
	 */
	@Override
	public List<Object> getAllPrincipals() {
		return new ArrayList<>(this.sessions.get().users());
	}

	@Override
	public List<SessionInformation> getAllSessions(Object principal, boolean includeExpiredSessions) {
		List<SessionInformation> all = new ArrayList<>();
		for (UserSession session : this.sessions.get().findByUser(name(principal))) {
			if (includeExpiredSessions || !session.revoked()) {
				all.add(new Information(session, principal));
			}
		}
		return all;
	}

	@Override
	public @Nullable SessionInformation getSessionInformation(String sessionId) {
		UserSession session = this.sessions.get().find(sessionId);
		return (session != null) ? new Information(session, session.user()) : null;
	}

	/**
	 * Do nothing: each session knows when it was last used.
	 */
	@Override
	public void refreshLastRequest(String sessionId) {
	}

	@Override
	public void registerNewSession(String sessionId, Object principal) {
		this.sessions.get().register(sessionId, name(principal));
	}

	@Override
	public void removeSessionInformation(String sessionId) {
		this.sessions.get().register(sessionId, "");
	}

	/**
	 * Return the name that Spring Security would give to a user.
	 */
	private static String name(Object principal) {
		return new TestingAuthenticationToken(principal, "").getName();
	}

	/**
	 * Tells all nodes when it expires.
	 */
	private final class Information extends SessionInformation {

		private static final long serialVersionUID = 1L;

		Information(UserSession session, Object principal) {
			super(principal, session.id(), Date.from(session.lastAccessed()));
			if (session.revoked()) {
				super.expireNow();
			}
		}

		@Override
		public void expireNow() {
			super.expireNow();
			ClusteredSessionRegistry.this.sessions.get().revoke(getSessionId());
		}

	}

}
