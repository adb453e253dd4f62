package io.github.hazelcastjetty.session.jetty.cache;

import java.security.Principal;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * A session that lives in the store, as the application sees it. The node has a copy of
 * it, which is described in {@link SessionCopy}.
 */
public final class ClusteredSession extends SessionCopy {

	private final SessionLoader loader;

	private final SessionActions actions;

	private int passive;

	ClusteredSession(SessionManager manager, ClusteredSessionData data, SessionLoader loader, SessionSettings settings,
			Clocks clocks, Function<ClusteredSession, SessionActions> actions) {
		super(manager, data, settings, clocks);
		this.loader = loader;
		this.actions = actions.apply(this);
	}

	/**
	 * Count a request in, unless the copy has been dropped.
	 * @param keepsAlive whether it counts as an access
	 */
	boolean enter(boolean keepsAlive) {
		try (AutoLock lock = lock()) {
			if (!enter()) {
				return false;
			}
			this.passive += keepsAlive ? 0 : 1;
			return true;
		}
	}

	/**
	 * Count a request out.
	 * @param keepsAlive whether it counts as an access
	 * @return whether it was the last one
	 */
	boolean leave(boolean keepsAlive) {
		try (AutoLock lock = lock()) {
			this.passive -= keepsAlive ? 0 : 1;
			return leave();
		}
	}

	/**
	 * Return whether a request uses the session which keeps it alive.
	 */
	boolean isKeptInUse() {
		try (AutoLock lock = lock()) {
			return getRequests() > this.passive;
		}
	}

	/**
	 * Note the access of a request.
	 * @param now the time in milliseconds since 1970
	 * @return whether the session can be used
	 */
	public boolean accessByRequest(long now) {
		return super.access(now);
	}

	/**
	 * Let a request use the session without noting an access.
	 * @return whether the session can be used
	 */
	public boolean joinByRequest() {
		try (AutoLock lock = lock()) {
			if (!isValid() || !isResident()) {
				return false;
			}
			this._newSession = false;
			return true;
		}
	}

	/**
	 * Note an access outside of a request, by an
	 * {@link jakarta.servlet.http.HttpSession.Accessor HttpSession.Accessor}. It counts
	 * like a request.
	 * @throws IllegalStateException if the session has ended
	 */
	@Override
	public boolean access(long time) {
		if (!SessionUnavailableException.translate(this.actions::beginAccess)) {
			throw new IllegalStateException(ENDED);
		}
		return super.access(time);
	}

	/**
	 * End an access by an {@link jakarta.servlet.http.HttpSession.Accessor
	 * HttpSession.Accessor}.
	 */
	@Override
	public void release() {
		SessionUnavailableException.translate(() -> {
			this.actions.endAccess();
			return true;
		});
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return SessionUnavailableException.translate(() -> {
			while (true) {
				try (AutoLock lock = lock()) {
					checkNotEnded();
					if (data().attributes().undecoded(name) == null) {
						return data().getAttribute(name);
					}
				}
				this.loader.decode(data(), name);
			}
		});
	}

	@Override
	public Set<String> getAttributeNameSet() {
		return SessionUnavailableException.translate(() -> {
			this.loader.decodeAll(data());
			try (AutoLock lock = lock()) {
				checkNotEnded();
				return Collections.unmodifiableSet(data().getKeys());
			}
		});
	}

	@Override
	public @Nullable Object setAttribute(String name, @Nullable Object value) {
		return SessionUnavailableException.translate(() -> {
			if (isOldValueNeeded(name)) {
				this.loader.decode(data(), name);
			}
			String user = this.actions.findUser(name, value);
			Object old = super.setAttribute(name, value);
			if (user != null) {
				register(user);
			}
			this.actions.changed();
			return old;
		});
	}

	/**
	 * Return the attributes that are objects on this node.
	 * @return the values by name
	 */
	public Map<String, Object> localAttributes() {
		try (AutoLock lock = lock()) {
			return data().attributes().values();
		}
	}

	/**
	 * Return whether a listener may want to see the value that is replaced.
	 */
	private boolean isOldValueNeeded(String name) {
		try (AutoLock lock = lock()) {
			StoredAttribute undecoded = data().attributes().undecoded(name);
			return undecoded != null && (undecoded.listening() || hasAttributeListeners());
		}
	}

	private boolean hasAttributeListeners() {
		return getSessionManager() instanceof AttributeListening listening && listening.hasAttributeListeners();
	}

	/**
	 * Remove all attributes, and tell those that listen, without a lock.
	 */
	@Override
	public void finishInvalidate() {
		try {
			decodeListening();
			Set<String> names = names();
			while (!names.isEmpty()) {
				names.forEach(this::unbind);
				names = names();
			}
		}
		finally {
			try (AutoLock lock = lock()) {
				this._state = State.INVALID;
				getSessionManager().recordSessionTime(this);
				this._stateChangeCompleted.signalAll();
			}
		}
	}

	private void decodeListening() {
		if (hasAttributeListeners()) {
			this.loader.decodeAll(data());
			return;
		}
		Set<String> listening;
		try (AutoLock lock = lock()) {
			listening = data().listening();
		}
		listening.forEach((name) -> this.loader.decode(data(), name));
	}

	private Set<String> names() {
		try (AutoLock lock = lock()) {
			return data().getKeys();
		}
	}

	private void unbind(String name) {
		Object old;
		try (AutoLock lock = lock()) {
			old = data().setAttribute(name, null);
		}
		if (old != null) {
			onSessionAttributeUpdate(name, null, old);
		}
	}

	@Override
	public void setExtendedId(String extendedId) {
		String id = getId();
		// A parallel request may have come with the id from before a change
		if (extendedId.equals(id) || extendedId.startsWith(id + ".")) {
			super.setExtendedId(extendedId);
		}
	}

	/**
	 * Give the session another id. If another request has done so since this one came,
	 * this one takes over the id that the session has by now.
	 */
	@Override
	public void renewId(Request request, Response response) {
		if (response != null && response.isCommitted()) {
			throw new IllegalStateException("The response has been committed");
		}
		SessionUnavailableException.translate(() -> {
			checkInUse();
			getSessionManager().getSessionIdManager()
				.renewSessionId(this.actions.enteredId(request), getExtendedId(), request);
			return true;
		});
		if (response != null && getSessionManager().isUsingCookies()) {
			Response.putCookie(response, getSessionManager().getSessionCookie(this, request.isSecure()));
		}
	}

	private void checkInUse() {
		if (!isInUse()) {
			throw new IllegalStateException(ENDED);
		}
	}

	@Override
	public void invalidate() {
		SessionUnavailableException.translate(() -> {
			this.actions.invalidate();
			return true;
		});
	}

	/**
	 * Return the name of the user that the session is registered for.
	 * @return the name, empty: nobody
	 */
	public String user() {
		try (AutoLock lock = lock()) {
			return data().principal();
		}
	}

	/**
	 * Register the session for a user. Stored with its other changes.
	 * @param user the name of the user, empty: nobody
	 */
	public void register(String user) {
		try (AutoLock lock = lock()) {
			if (!data().principal().equals(user)) {
				data().setPrincipal(user);
			}
		}
	}

	/**
	 * Note whom the server has authenticated in a request, if the session belongs to
	 * nobody yet, and if there is something to store anyway.
	 * @param authenticated the user
	 */
	public void authenticated(Principal authenticated) {
		if (isUnsaved() && user().isEmpty()) {
			String user = this.actions.findUser(authenticated);
			if (user != null) {
				register(user);
			}
		}
	}

	/**
	 * Return whether there is an attribute, readable on this node or not.
	 * @param name the name of the attribute
	 * @return {@code true} if there is one
	 */
	public boolean isPresent(String name) {
		try (AutoLock lock = lock()) {
			return data().attributes().isPresent(name);
		}
	}

	@Override
	protected void checkValidForRead() {
		checkNotEnded();
	}

	@Override
	protected void checkValidForWrite() {
		checkNotEnded();
	}

	private void checkNotEnded() {
		// The message of Jetty's own method reveals the id
		if (this._state == State.INVALID || (this._state != State.INVALIDATING && !isResident())) {
			throw new IllegalStateException(ENDED);
		}
	}

}
