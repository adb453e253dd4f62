package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.UserSession;
import io.github.hazelcastjetty.session.store.UserSessions;

/**
 * The sessions of users, in the store and in the requests of this node. The user is part
 * of the stored session. That it was revoked is an attribute, which any node can set
 * whoever uses the session, and which is seen like every other change.
 */
final class ClusteredUserSessions implements UserSessions {

	static final String REVOKED = "io.github.hazelcastjetty.session.revoked";

	private final SessionStore store;

	private final AttributeCodec codec;

	private final Supplier<Collection<ClusteredSessionCache>> caches;

	/**
	 * Create an instance.
	 * @param caches supplies those of all web applications of this node
	 */
	ClusteredUserSessions(SessionStore store, AttributeCodec codec,
			Supplier<Collection<ClusteredSessionCache>> caches) {
		this.store = store;
		this.codec = codec;
		this.caches = caches;
	}

	@Override
	public @Nullable UserSession find(String id) {
		for (ClusteredSessionCache cache : this.caches.get()) {
			ClusteredSession local = cache.getInUse(id);
			if (local != null) {
				return userSession(local);
			}
		}
		for (ClusteredSessionCache cache : this.caches.get()) {
			SessionRecord record = find(cache, id);
			if (record != null) {
				return userSession(id, record);
			}
		}
		return null;
	}

	private @Nullable SessionRecord find(ClusteredSessionCache cache, String id) {
		if (!SessionIds.isPlausible(id) || cache.isDetached()) {
			return null;
		}
		SessionKey key = cache.getDataStore().key(id);
		SessionRecord record = SessionUnavailableException.translate(() -> this.store.find(key));
		return (record != null && !record.times().isExpiredAt(Instant.now())) ? record : null;
	}

	@Override
	public List<UserSession> findByUser(String user) {
		List<UserSession> found = new ArrayList<>();
		SessionUnavailableException.translate(() -> this.store.findByPrincipal(user)).forEach((key, record) -> {
			UserSession session = (isOurs(key) && !record.times().isExpiredAt(Instant.now()))
					? userSession(key.id(), record) : null;
			if (session != null) {
				found.add(session);
			}
		});
		return found;
	}

	@Override
	public Set<String> users() {
		Set<String> users = new HashSet<>();
		SessionUnavailableException.translate(this.store::findPrincipals).forEach((key, principal) -> {
			if (isOurs(key)) {
				users.add(principal);
			}
		});
		return users;
	}

	@Override
	public void register(String id, String user) {
		for (ClusteredSessionCache cache : this.caches.get()) {
			ClusteredSession local = cache.getInUse(id);
			if (local != null) {
				register(local, user);
				return;
			}
		}
		change(id, (record) -> isRegistered(record, user) ? null
				: new SessionDelta(Map.of(), Set.of(REVOKED), record.times(), false, false).withPrincipal(user));
	}

	private static boolean isRegistered(SessionRecord record, String user) {
		return user.equals(Objects.requireNonNullElse(record.principal(), "")) && !isRevoked(record);
	}

	private static void register(ClusteredSession session, String user) {
		if (isRevoked(session)) {
			session.removeAttribute(REVOKED);
		}
		try (AutoLock lock = session.lock()) {
			if (!session.getSessionData().principal().equals(user)) {
				session.getSessionData().setPrincipal(user);
			}
		}
	}

	@Override
	public void revoke(String id) {
		EncodedAttribute mark = new EncodedAttribute(encode(), false);
		change(id, (record) -> new SessionDelta(Map.of(REVOKED, mark), Set.of(), record.times(), false, false));
	}

	private byte[] encode() {
		try {
			return this.codec.encode(REVOKED, true);
		}
		catch (AttributeCodecException ex) {
			throw new IllegalStateException("A session cannot be revoked", ex);
		}
	}

	private void change(String id, Change change) {
		for (ClusteredSessionCache cache : this.caches.get()) {
			SessionRecord record = find(cache, id);
			SessionDelta delta = (record != null) ? change.toDelta(record) : null;
			if (record != null && delta != null) {
				SessionKey key = cache.getDataStore().key(id);
				SessionRecord changed = SessionUnavailableException
					.translate(() -> this.store.update(key, record, delta));
				if (changed != null) {
					cache.refresh(id, changed);
				}
			}
		}
	}

	private boolean isOurs(SessionKey key) {
		return this.caches.get().stream().anyMatch((cache) -> cache.getDataStore().isOurs(key));
	}

	private static @Nullable UserSession userSession(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			String user = session.getSessionData().principal();
			return user.isEmpty() ? null
					: new UserSession(session.getId(), user, session.getLastUse(), isRevoked(session));
		}
	}

	private static boolean isRevoked(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			return session.getSessionData().isPresent(REVOKED);
		}
	}

	private static @Nullable UserSession userSession(String id, SessionRecord record) {
		String user = record.principal();
		return (user != null) ? new UserSession(id, user, record.times().accessed(), isRevoked(record)) : null;
	}

	private static boolean isRevoked(SessionRecord record) {
		return record.attributes().containsKey(REVOKED);
	}

	/**
	 * Makes a change of a session that is stored; {@code null}: there is none to make.
	 */
	@FunctionalInterface
	private interface Change {

		@Nullable SessionDelta toDelta(SessionRecord record);

	}

}
