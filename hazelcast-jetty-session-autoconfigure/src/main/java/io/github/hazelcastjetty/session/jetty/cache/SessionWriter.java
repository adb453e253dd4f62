package io.github.hazelcastjetty.session.jetty.cache;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.codec.EncryptionKeyException;
import io.github.hazelcastjetty.session.jetty.data.AttributeChange;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.jetty.data.Candidate;
import io.github.hazelcastjetty.session.store.SecretChange;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * Stores the changes of a local copy: takes what has changed, encodes it, sends it, and
 * takes over what the store returns. Only the first and the last step hold the session's
 * lock; between them, code of the application and the store are called. The caller sees
 * to it that no two threads store the same copy at once.
 */
final class SessionWriter {

	private final SessionStore store;

	private final AttributeValues values;

	private final AttributeCipher cipher;

	private final SessionLoader loader;

	private final SessionSettings settings;

	private final Consumer<Runnable> inContext;

	/**
	 * Create an instance.
	 * @param inContext runs something in the class loader and scope of the web
	 * application
	 */
	SessionWriter(SessionStore store, AttributeValues values, AttributeCipher cipher, SessionLoader loader,
			SessionSettings settings, Consumer<Runnable> inContext) {
		this.store = store;
		this.values = values;
		this.cipher = cipher;
		this.loader = loader;
		this.settings = settings;
		this.inContext = inContext;
	}

	/**
	 * Store what has changed, if anything has.
	 * @param data the local copy
	 * @param ownRequests how many of the requests at work on it are known to make no
	 * change meanwhile, mostly the caller's own
	 * @param newSecret the secret that the session gets, {@code null}: it keeps its
	 * secret
	 * @return what came of it
	 * @throws SessionStoreException if it is not known whether the change is stored
	 */
	Result write(ClusteredSessionData data, int ownRequests, @Nullable String newSecret) {
		Snapshot snapshot = take(data, ownRequests);
		AttributeChange change = null;
		try {
			change = encode(data, snapshot);
			if (snapshot.known() != null && newSecret == null && change.isEmpty() && !snapshot.metadataChanged()) {
				return Result.UNCHANGED;
			}
			SessionRecord stored = send(data, snapshot, change, newSecret);
			if (stored == null) {
				return Result.GONE;
			}
			String id = id(data, snapshot, stored);
			try (AutoLock lock = data.lock().lock()) {
				stored(data, snapshot, change, stored, id);
				data.endIdChange();
			}
			return Result.STORED;
		}
		catch (RuntimeException | Error ex) {
			try (AutoLock lock = data.lock().lock()) {
				data.attributes().saves().notStored(snapshot.taken(), change);
				data.refuseIdChange();
			}
			throw ex;
		}
	}

	private Snapshot take(ClusteredSessionData data, int ownRequests) {
		try (AutoLock lock = data.lock().lock()) {
			return new Snapshot(data.record(), data.attributes().saves().take(this.settings.savesInPlaceChanges()),
					data.attributes().atWork().count() > ownRequests, data.times(), data.isMetadataChanged(),
					data.isTimeoutChanged(), data.newPrincipal(), data.idUndo(), data.attributes().saves().late());
		}
	}

	private AttributeChange encode(ClusteredSessionData data, Snapshot snapshot) {
		Encoding encoding = new Encoding();
		this.inContext.accept(() -> encoding.change = encode(data.key(), snapshot));
		AttributeChange change = encoding.change;
		if (change == null) {
			throw new IllegalStateException("The attributes were not encoded");
		}
		try (AutoLock lock = data.lock().lock()) {
			data.attributes().saves().encoded(change);
		}
		return change;
	}

	private AttributeChange encode(SessionKey key, Snapshot snapshot) {
		try {
			return this.values.encode(key.value(), snapshot.taken(), snapshot.shared());
		}
		catch (EncryptionKeyException ex) {
			throw failed(key, ex);
		}
	}

	private @Nullable SessionRecord send(ClusteredSessionData data, Snapshot snapshot, AttributeChange change,
			@Nullable String newSecret) {
		SessionDelta delta = new SessionDelta(change.set(), change.removed(), snapshot.times(),
				snapshot.timeoutChanged(), this.settings.sticky(), snapshot.principal(), snapshot.idUndo())
			.yielding(snapshot.late());
		SessionRecord known = snapshot.known();
		if (known == null) {
			return this.store.insert(data.key(), encrypted(data.key(), SessionIds.secret(data.getId())), delta);
		}
		if (newSecret != null) {
			SecretChange secret = new SecretChange(known.secret(), encrypted(data.key(), newSecret));
			try (AutoLock lock = data.lock().lock()) {
				data.beginIdChange(secret.undo(known));
			}
			delta = delta.withSecret(secret);
		}
		return this.store.update(data.key(), known, delta);
	}

	private byte[] encrypted(SessionKey key, String secret) {
		try {
			return this.cipher.encryptSecret(key.value(), secret);
		}
		catch (AttributeCodecException | EncryptionKeyException ex) {
			throw failed(key, ex);
		}
	}

	private static SessionStoreException failed(SessionKey key, Exception cause) {
		return new SessionStoreException("Storing session '%s' failed: %s".formatted(key, cause.getMessage()), cause);
	}

	private String id(ClusteredSessionData data, Snapshot snapshot, SessionRecord stored) {
		SessionRecord known = snapshot.known();
		if (known == null || (snapshot.idUndo() == null && Arrays.equals(known.secret(), stored.secret()))) {
			try (AutoLock lock = data.lock().lock()) {
				return data.getId();
			}
		}
		return this.loader.id(data.key(), stored);
	}

	private static void stored(ClusteredSessionData data, Snapshot snapshot, AttributeChange change,
			SessionRecord stored, String id) {
		SessionRecord present = data.record();
		data.metadataStored(snapshot.times().maxInactive(), snapshot.principal());
		for (String name : snapshot.late()) {
			StoredAttribute attribute = stored.attributes().get(name);
			if (isOvertaken(change, name, attribute, stored.version())) {
				data.attributes().saves().overtaken(name, change, attribute);
			}
		}
		data.attributes().saves().stored(change, stored.attributes());
		if (present == null || present == snapshot.known() || stored.version() > present.version()) {
			data.take(stored, id);
		}
		else {
			// A check has already found a newer state, with this change in it
			data.attributes().sync(present.attributes());
		}
	}

	/**
	 * Return whether a late change has given way to that of another node.
	 */
	private static boolean isOvertaken(AttributeChange change, String name, @Nullable StoredAttribute stored,
			long version) {
		return change.set().containsKey(name) ? (stored == null || stored.version() != version)
				: (change.removed().contains(name) && stored != null);
	}

	/**
	 * What came of an attempt to store changes.
	 */
	enum Result {

		/**
		 * There was nothing to store.
		 */
		UNCHANGED,

		/**
		 * The changes are stored.
		 */
		STORED,

		/**
		 * The session has ended.
		 */
		GONE

	}

	/**
	 * What there is to store.
	 */
	private record Snapshot(@Nullable SessionRecord known, List<Candidate> taken, boolean shared, SessionTimes times,
			boolean metadataChanged, boolean timeoutChanged, @Nullable String principal, @Nullable SecretChange idUndo,
			Set<String> late) {

	}

	/**
	 * Carries a result out of the web application's scope.
	 */
	private static final class Encoding {

		private @Nullable AttributeChange change;

	}

}
