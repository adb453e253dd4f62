package io.github.hazelcastjetty.session.jetty;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.jetty.cache.Clocks;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSessionCache;
import io.github.hazelcastjetty.session.jetty.cache.SessionUnavailableException;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
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

	private final Clocks clocks;

	/**
	 * Create an instance.
	 * @param caches supplies those of all web applications of this node
	 */
	ClusteredUserSessions(SessionStore store, AttributeCodec codec, Supplier<Collection<ClusteredSessionCache>> caches,
			Clocks clocks) {
		this.store = store;
		this.codec = codec;
		this.caches = caches;
		this.clocks = clocks;
	}

	@Override
	public @Nullable UserSession find(String id) {
		ClusteredSession local = findInUse(id);
		if (local != null) {
			return userSession(local);
		}
		for (ClusteredSessionCache cache : this.caches.get()) {
			SessionRecord record = SessionUnavailableException.translate(() -> cache.stored().find(id));
			if (record != null) {
				return userSession(id, record);
			}
		}
		return null;
	}

	private @Nullable ClusteredSession findInUse(String id) {
		for (ClusteredSessionCache cache : this.caches.get()) {
			ClusteredSession local = cache.getInUse(id);
			if (local != null) {
				return local;
			}
		}
		return null;
	}

	@Override
	public List<UserSession> findByUser(String user) {
		List<UserSession> found = new ArrayList<>();
		SessionUnavailableException.translate(() -> this.store.findByPrincipal(user)).forEach((key, record) -> {
			if (!record.times().isExpiredAt(this.clocks.now())) {
				UserSession session = userSession(key, record);
				if (session != null) {
					found.add(session);
				}
			}
		});
		return found;
	}

	/**
	 * Return a session. One whose secret this node cannot decrypt is of no use to it.
	 */
	private @Nullable UserSession userSession(SessionKey key, SessionRecord record) {
		for (ClusteredSessionCache cache : this.caches.get()) {
			if (cache.stored().isOurs(key)) {
				try {
					return userSession(cache.stored().id(key, record), record);
				}
				catch (SessionStoreException ex) {
					return null;
				}
			}
		}
		return null;
	}

	@Override
	public Set<String> users() {
		Set<String> users = new HashSet<>();
		SessionUnavailableException.translate(this.store::findPrincipals).forEach((key, principal) -> {
			if (this.caches.get().stream().anyMatch((cache) -> cache.stored().isOurs(key))) {
				users.add(principal);
			}
		});
		return users;
	}

	@Override
	public void register(String id, String user) {
		ClusteredSession local = findInUse(id);
		if (local != null) {
			register(local, user);
			return;
		}
		change(id, (record) -> isRegistered(record, user) ? null
				: SessionDelta.of(Map.of(), Set.of(REVOKED), record.times(), false).withPrincipal(user));
	}

	private static boolean isRegistered(SessionRecord record, String user) {
		return user.equals(Objects.requireNonNullElse(record.principal(), "")) && !isRevoked(record);
	}

	private static void register(ClusteredSession session, String user) {
		if (session.isPresent(REVOKED)) {
			session.removeAttribute(REVOKED);
		}
		session.register(user);
	}

	@Override
	public void revoke(String id) {
		EncodedAttribute mark = new EncodedAttribute(encode(), false);
		change(id, (record) -> SessionDelta.of(Map.of(REVOKED, mark), Set.of(), record.times(), false));
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
			SessionRecord record = SessionUnavailableException.translate(() -> cache.stored().find(id));
			SessionDelta delta = (record != null) ? change.toDelta(record) : null;
			if (record != null && delta != null) {
				SessionKey key = cache.stored().key(id);
				SessionUnavailableException.translate(() -> this.store.update(key, record, delta));
				cache.remoteChanges().stale(key);
			}
		}
	}

	private static @Nullable UserSession userSession(ClusteredSession session) {
		String user = session.user();
		return user.isEmpty() ? null
				: new UserSession(session.getId(), user, session.lastUse(), session.isPresent(REVOKED));
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
