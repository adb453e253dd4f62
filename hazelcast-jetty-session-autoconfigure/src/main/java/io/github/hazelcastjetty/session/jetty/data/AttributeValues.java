package io.github.hazelcastjetty.session.jetty.data;

import java.io.InvalidClassException;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
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
import io.github.hazelcastjetty.session.store.SessionStatistics;
import io.github.hazelcastjetty.session.store.SessionStatistics.Event;

/**
 * Encodes and decodes the values of attributes. A value that cannot be encoded stays on
 * this node, one that cannot be decoded is hidden on this node and kept untouched in the
 * store; neither harms the rest of the session. Each is logged once.
 * <p>
 * Calls code of the application, so no lock may be held that a request needs. Safe for
 * use by several threads. All methods throw
 * {@link io.github.hazelcastjetty.session.codec.EncryptionKeyException} if a key cannot
 * be had for the moment.
 */
public final class AttributeValues {

	private static final Logger logger = LoggerFactory.getLogger(AttributeValues.class);

	private static final int MAX_LOGGED = 1000;

	private final AttributeCodec codec;

	private final AttributeCipher cipher;

	private final boolean inPlace;

	private final ImmutableTypes immutableTypes;

	private final long warnSize;

	private final SessionStatistics statistics;

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	/**
	 * Create an instance.
	 * @param codec turns values into bytes and back
	 * @param cipher encrypts these bytes
	 * @param inPlace whether changes in place are noticed
	 * @param immutableTypes names of classes whose objects never change
	 * @param warnSize the size in bytes from which an attribute is worth a warning, zero:
	 * none
	 * @param statistics counts what is out of the ordinary
	 */
	public AttributeValues(AttributeCodec codec, AttributeCipher cipher, boolean inPlace, Set<String> immutableTypes,
			long warnSize, SessionStatistics statistics) {
		this.codec = codec;
		this.cipher = cipher;
		this.inPlace = inPlace;
		this.immutableTypes = new ImmutableTypes(immutableTypes);
		this.warnSize = warnSize;
		this.statistics = statistics;
	}

	/**
	 * Return whether a value can change only by being set again.
	 * @param value the value
	 * @return {@code true} if its type is immutable
	 */
	public boolean isImmutable(Object value) {
		return this.immutableTypes.isImmutable(value);
	}

	/**
	 * Encode what was taken to be stored.
	 * @param session the key of the session
	 * @param taken the values
	 * @param shared whether another request may be changing them meanwhile
	 * @return what has to be stored
	 */
	public AttributeChange encode(String session, List<Candidate> taken, boolean shared) {
		AttributeChange change = new AttributeChange();
		for (Candidate candidate : taken) {
			Object value = candidate.value();
			if (value == null) {
				change.remove(candidate.name());
			}
			else {
				encode(session, candidate, value, shared, change);
			}
		}
		return change;
	}

	private void encode(String session, Candidate candidate, Object value, boolean shared, AttributeChange change) {
		String name = candidate.name();
		try {
			byte[] bytes = encode(name, value);
			boolean mutable = !isImmutable(value);
			Fingerprint fingerprint = (mutable && this.inPlace) ? Fingerprint.of(bytes) : null;
			Fingerprint known = candidate.fingerprint();
			if (known != null && known.equals(fingerprint)) {
				return;
			}
			if (shared && mutable && !isAtRest(name, value, bytes)) {
				change.busy(name, value);
				return;
			}
			if (known != null) {
				this.statistics.count(Event.CHANGED_IN_PLACE);
			}
			warnOfSize(name, value, bytes.length);
			change.set(name, value, new EncodedAttribute(this.cipher.encrypt(session, name, bytes), isListening(value)),
					fingerprint);
		}
		catch (AttributeCodecException ex) {
			if (isChangedMeanwhile(ex, shared)) {
				change.busy(name, value);
				return;
			}
			this.statistics.count(Event.NOT_SERIALIZABLE);
			warn(name, value.getClass().getName(), ex, "It is kept on this node only.");
			change.unsavable(name, value);
			if (candidate.mayBeStored()) {
				change.remove(name);
			}
		}
	}

	private static boolean isChangedMeanwhile(AttributeCodecException failure, boolean shared) {
		return failure.getCause() instanceof ConcurrentModificationException
				|| (shared && failure.getCause() instanceof RuntimeException);
	}

	/**
	 * Return whether no other request is changing a value. Hardly any collection notices
	 * that it is changed while it is encoded: the bytes differ each time, or cannot be
	 * decoded.
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

	private static boolean isListening(Object value) {
		return value instanceof HttpSessionBindingListener || value instanceof HttpSessionActivationListener;
	}

	/**
	 * Decode a value.
	 * @param session the key of the session
	 * @param name the name of the attribute
	 * @param stored what is stored
	 * @return the value, or {@code null} if it has to be hidden on this node
	 */
	public @Nullable DecodedValue decode(String session, String name, byte[] stored) {
		try {
			byte[] plain = this.cipher.decrypt(session, name, stored);
			Object value = decode(name, plain);
			return new DecodedValue(value, fingerprint(name, value, plain));
		}
		catch (AttributeCodecException ex) {
			this.statistics.count(Event.UNREADABLE);
			warn(name, kind(ex), ex, "It is hidden on this node and kept for the nodes that can read it.");
			return null;
		}
	}

	/**
	 * Log that the store does not have a value any more.
	 * @param name the name of the attribute
	 */
	public void warnOfMissing(String name) {
		if (isFirst(name + " missing")) {
			logger.warn("The value of session attribute '{}' is missing in the cluster. It is hidden until the next "
					+ "request asks for it, or it is set again.", name);
		}
	}

	/**
	 * Return what tells a change of a decoded value. Many values, a map that has grown
	 * among them, encode differently after they have been decoded, so the bytes they came
	 * from do not tell it.
	 */
	private @Nullable Fingerprint fingerprint(String name, Object value, byte[] bytes) {
		if (isImmutable(value) || !this.inPlace) {
			return null;
		}
		try {
			return Fingerprint.of(encode(name, value));
		}
		catch (AttributeCodecException ex) {
			return Fingerprint.of(bytes);
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

	private void warnOfSize(String name, Object value, int size) {
		if (this.warnSize > 0 && size >= this.warnSize && isFirst(name)) {
			logger.warn(
					"Session attribute '{}' of type {} takes {} bytes, all of which travel at each change of it. "
							+ "Keep large data elsewhere, or raise hazelcast.jetty.session.serialization.warn-size",
					name, value.getClass().getTypeName(), size);
		}
	}

	/**
	 * Return what a failure to decode has in common with the next one of its kind: its
	 * message if that names a class, otherwise its type, since the message may differ
	 * each time.
	 */
	private static @Nullable String kind(AttributeCodecException failure) {
		Throwable cause = failure.getCause();
		if (cause == null || cause instanceof ClassNotFoundException || cause instanceof InvalidClassException
				|| cause instanceof LinkageError) {
			return failure.getMessage();
		}
		return cause.getClass().getName();
	}

	private void warn(String name, @Nullable String subject, AttributeCodecException failure, String consequence) {
		if (isFirst(name + " " + subject)) {
			logger.warn("{}. {}", failure.getMessage(), consequence);
		}
	}

	private boolean isFirst(String what) {
		return this.logged.size() < MAX_LOGGED && this.logged.add(what);
	}

	/**
	 * A value that was decoded.
	 *
	 * @param value the application's object
	 * @param fingerprint tells a change in place, {@code null} if the value cannot change
	 */
	public record DecodedValue(Object value, @Nullable Fingerprint fingerprint) {

	}

}
