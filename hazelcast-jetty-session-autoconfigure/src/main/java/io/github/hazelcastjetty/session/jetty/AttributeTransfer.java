package io.github.hazelcastjetty.session.jetty;

import java.io.InvalidClassException;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;

/**
 * Moves attribute values between a local copy and the store's bytes. A value that cannot
 * be moved hurts nothing but itself: one that cannot be encoded stays on this node, one
 * that cannot be decoded is hidden on this node and kept untouched in the store. Each is
 * told once.
 */
final class AttributeTransfer {

	private static final Logger logger = LoggerFactory.getLogger(AttributeTransfer.class);

	private static final int MAX_TOLD = 1000;

	private final AttributeCodec codec;

	private final AttributeCipher cipher;

	private final boolean savesInPlaceChanges;

	private final boolean trusting;

	private final ImmutableTypes immutableTypes;

	private final long warnSize;

	private final Set<String> told = ConcurrentHashMap.newKeySet();

	AttributeTransfer(AttributeCodec codec, AttributeCipher cipher, SessionSettings settings) {
		this.codec = codec;
		this.cipher = cipher;
		this.savesInPlaceChanges = settings.savesInPlaceChanges();
		this.trusting = settings.sticky();
		this.immutableTypes = new ImmutableTypes(settings.immutableTypes());
		this.warnSize = settings.warnSize();
	}

	/**
	 * Take what is to be stored out of a local copy.
	 * @param shared whether another request may be at work on it
	 * @param change is added to
	 */
	void take(ClusteredSessionData data, boolean shared, Change change) {
		Set<String> dirty = data.takeDirtyAttributes();
		try {
			for (String name : dirty) {
				encode(data, name, null, shared, change);
			}
			if (this.savesInPlaceChanges) {
				for (String name : data.suspects()) {
					encode(data, name, data.fingerprint(name), shared, change);
				}
			}
		}
		catch (RuntimeException | Error ex) {
			dirty.forEach(data::setDirty);
			throw ex;
		}
	}

	/**
	 * Return a change that changes no attribute.
	 */
	Change nothing() {
		return new Change();
	}

	private void encode(ClusteredSessionData data, String name, @Nullable Fingerprint known, boolean shared,
			Change change) {
		Object value = data.valueOf(name);
		if (value == null) {
			change.remove(data, name);
			return;
		}
		try {
			byte[] bytes = encode(name, value);
			Fingerprint fingerprint = (isImmutable(value) || !this.savesInPlaceChanges) ? null : Fingerprint.of(bytes);
			if (known == null || !known.equals(fingerprint)) {
				if (shared && !isImmutable(value) && !isAtRest(name, value, bytes)) {
					data.setDirty(name);
					return;
				}
				warnOfSize(name, value, bytes.length);
				byte[] stored = this.cipher.encrypt(data.storedName(), seal(data), name, bytes);
				change.set(name, new EncodedAttribute(stored, isListening(value)), fingerprint);
			}
		}
		catch (AttributeCodecException ex) {
			if (ex.getCause() instanceof ConcurrentModificationException
					|| (shared && ex.getCause() instanceof RuntimeException)) {
				// Another request is at work on it, and is going to save it in its turn
				data.setDirty(name);
				return;
			}
			tell(name, value.getClass().getName(), ex, "It is kept on this node only.");
			data.unsavable(name);
			change.remove(data, name);
		}
	}

	/**
	 * Return whether no other request is at work on a value, which that is then going to
	 * save. Hardly any collection notices that it is changed while it is encoded: it
	 * comes out different each time, or as something that nobody can decode.
	 */
	private boolean isAtRest(String name, Object value, byte[] bytes) throws AttributeCodecException {
		if (!Arrays.equals(bytes, encode(name, value))) {
			return false;
		}
		try {
			decode(name, bytes);
			return true;
		}
		catch (AttributeCodecException ex) {
			return false;
		}
	}

	/**
	 * Return whether a value has changed only if it was set.
	 */
	boolean isImmutable(Object value) {
		return this.immutableTypes.isImmutable(value);
	}

	private void warnOfSize(String name, Object value, int size) {
		if (this.warnSize > 0 && size >= this.warnSize && isNews(name)) {
			logger.warn(
					"Session attribute '{}' of type {} takes {} bytes, all of which travel at each change of it. "
							+ "Keep large data elsewhere, or raise hazelcast.jetty.session.serialization.warn-size",
					name, value.getClass().getTypeName(), size);
		}
	}

	private byte[] encode(String name, Object value) throws AttributeCodecException {
		try {
			return this.codec.encode(name, value);
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			throw new AttributeCodecException("Session attribute '%s' cannot be encoded: %s".formatted(name, ex), ex);
		}
	}

	private Object decode(String name, byte[] bytes) throws AttributeCodecException {
		try {
			return this.codec.decode(name, bytes);
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			throw new AttributeCodecException("Session attribute '%s' cannot be decoded: %s".formatted(name, ex), ex);
		}
	}

	/**
	 * Make the seal of a session that is about to be renamed.
	 */
	byte @Nullable [] seal(ClusteredSessionData data, SessionKey to) {
		try {
			return this.cipher.seal(data.storedName(), seal(data), to.value());
		}
		catch (AttributeCodecException ex) {
			tell("", ex.getMessage(), ex, "The session has got another id, and its encrypted attributes are lost.");
			return null;
		}
	}

	private static byte @Nullable [] seal(ClusteredSessionData data) {
		SessionRecord record = data.getRecord();
		return (record != null) ? record.seal() : null;
	}

	private static boolean isListening(Object value) {
		return value instanceof HttpSessionBindingListener || value instanceof HttpSessionActivationListener;
	}

	/**
	 * Decode a value into a local copy.
	 */
	void decode(ClusteredSessionData data, String name, byte[] bytes) {
		try {
			byte[] plain = this.cipher.decrypt(data.storedName(), seal(data), name, bytes);
			Object value = decode(name, plain);
			data.decoded(name, value, fingerprint(name, value, plain));
		}
		catch (AttributeCodecException ex) {
			tell(name, kind(ex), ex, "It is hidden on this node and kept for the nodes that can read it.");
			data.unreadable(name);
		}
	}

	/**
	 * Hide a value that the store does not have any more.
	 */
	void lost(ClusteredSessionData data, String name) {
		tell(name, "lost",
				new AttributeCodecException(
						"The value of session attribute '%s' is missing in the cluster".formatted(name), null),
				"It is hidden until it is set again.");
		data.unreadable(name);
	}

	/**
	 * Return what tells a change of a decoded value. Many values, a map that has grown
	 * among them, encode differently after they have been decoded, so the bytes they came
	 * from do not tell it.
	 */
	private @Nullable Fingerprint fingerprint(String name, Object value, byte[] bytes) {
		if (isImmutable(value) || !this.savesInPlaceChanges) {
			return null;
		}
		try {
			return Fingerprint.of(encode(name, value));
		}
		catch (AttributeCodecException ex) {
			return Fingerprint.of(bytes);
		}
	}

	/**
	 * Return what a failure to decode has in common with the next one of its kind: its
	 * message if that names a class, but not that of other failures, which may be another
	 * one each time.
	 */
	private static @Nullable String kind(AttributeCodecException failure) {
		Throwable cause = failure.getCause();
		if (cause == null || cause instanceof ClassNotFoundException || cause instanceof InvalidClassException
				|| cause instanceof LinkageError) {
			return failure.getMessage();
		}
		return cause.getClass().getName();
	}

	private void tell(String name, @Nullable String subject, AttributeCodecException failure, String consequence) {
		if (isNews(name + " " + subject)) {
			logger.warn("{}. {}", failure.getMessage(), consequence);
		}
	}

	private boolean isNews(String what) {
		return this.told.size() < MAX_TOLD && this.told.add(what);
	}

	/**
	 * What is to be stored.
	 */
	final class Change {

		private final Map<String, EncodedAttribute> set = new HashMap<>();

		private final Set<String> removed = new HashSet<>();

		private final Map<String, Fingerprint> fingerprints = new HashMap<>();

		private void set(String name, EncodedAttribute value, @Nullable Fingerprint fingerprint) {
			this.set.put(name, value);
			if (fingerprint != null) {
				this.fingerprints.put(name, fingerprint);
			}
		}

		private void remove(ClusteredSessionData data, String name) {
			if (data.mayBeStored(name)) {
				this.removed.add(name);
			}
		}

		boolean isEmpty() {
			return this.set.isEmpty() && this.removed.isEmpty();
		}

		SessionDelta toDelta(ClusteredSessionData data) {
			return new SessionDelta(this.set, this.removed, data.times(), data.isTimeoutChanged(),
					AttributeTransfer.this.trusting, data.newPrincipal(), null);
		}

		/**
		 * It is stored.
		 */
		void done(ClusteredSessionData data, SessionRecord stored) {
			data.saved(stored, this.set.keySet(), this.fingerprints);
		}

		/**
		 * It is stored, unless the session has ended, but not under the id that the local
		 * copy has.
		 */
		void kept(ClusteredSessionData data) {
			data.kept(this.set.keySet(), this.fingerprints);
		}

		/**
		 * It could not be stored and has to be taken again.
		 */
		void undo(ClusteredSessionData data) {
			data.unstored(this.set.keySet(), this.removed);
		}

	}

}
