package io.github.hazelcastjetty.session.jetty.cache;

import java.security.Principal;

import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;

/**
 * Does what one session asks for, on this node.
 */
final class LocalSessionActions implements SessionActions {

	private final ClusteredSession session;

	private final SessionLookup lookup;

	private final SessionSaver saver;

	private final SessionDestroyer destroyer;

	private final AnonymousUses anonymousUses;

	private final SessionPrincipalResolver principals;

	LocalSessionActions(ClusteredSession session, SessionLookup lookup, SessionSaver saver, SessionDestroyer destroyer,
			AnonymousUses anonymousUses, SessionPrincipalResolver principals) {
		this.session = session;
		this.lookup = lookup;
		this.saver = saver;
		this.destroyer = destroyer;
		this.anonymousUses = anonymousUses;
		this.principals = principals;
	}

	@Override
	public @Nullable String findUser(String attribute, @Nullable Object value) {
		return this.principals.resolve(attribute, value);
	}

	@Override
	public @Nullable String findUser(Principal authenticated) {
		return this.principals.resolve(authenticated);
	}

	@Override
	public void changed() {
		this.saver.changed(this.session);
	}

	@Override
	public String enteredId(Request request) {
		RequestSessions sessions = RequestSessions.of(request,
				RequestSessions.attributeName(this.session.getSessionManager()));
		String id = (sessions != null) ? sessions.enteredId(this.session) : null;
		return (id != null) ? id : this.session.getId();
	}

	@Override
	public void invalidate() {
		String id = this.session.getId();
		if (this.destroyer.invalidate(this.session)) {
			this.session.getSessionManager().getSessionIdManager().invalidateAll(id);
		}
	}

	@Override
	public boolean beginAccess() {
		SessionUse use = this.lookup.enterAgain(this.session);
		if (use != null) {
			this.anonymousUses.add(use);
		}
		return use != null;
	}

	@Override
	public void endAccess() {
		this.anonymousUses.release(this.session);
	}

}
