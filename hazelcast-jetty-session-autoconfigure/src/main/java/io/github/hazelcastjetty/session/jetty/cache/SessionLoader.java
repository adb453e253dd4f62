package io.github.hazelcastjetty.session.jetty.cache;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.codec.EncryptionKeyException;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues.DecodedValue;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * Reads sessions from the store, and the values of their attributes when the application
 * asks for them. The store and the application's code are called without any lock.
 */
final class SessionLoader {

	private static final Logger logger = LoggerFactory.getLogger(SessionLoader.class);

	private static final int MAX_READ_ATTEMPTS = 10;

	private final ThrottledWarning unreadable = new ThrottledWarning(logger,
			"A session cannot be used on this node. Requests that need it are turned away");

	private final SessionStore store;

	private final AttributeValues values;

	private final AttributeCipher cipher;

	private final Consumer<Runnable> inContext;

	/**
	 * Create an instance.
	 * @param inContext runs something in the class loader and scope of the web
	 * application
	 */
	SessionLoader(SessionStore store, AttributeValues values, AttributeCipher cipher, Consumer<Runnable> inContext) {
		this.store = store;
		this.values = values;
		this.cipher = cipher;
		this.inContext = inContext;
	}

	/**
	 * Return the present id of a session: its name and its secret.
	 * @param key the key of the session
	 * @param record the session
	 * @throws SessionStoreException if the secret cannot be decrypted on this node
	 */
	String id(SessionKey key, SessionRecord record) {
		try {
			return key.name() + this.cipher.decryptSecret(key.value(), record.secret());
		}
		catch (AttributeCodecException ex) {
			this.unreadable.log(ex);
			throw failed(key, ex);
		}
		catch (EncryptionKeyException ex) {
			throw failed(key, ex);
		}
	}

	/**
	 * Decode an attribute, unless it is decoded. The first time that a large one is asked
	 * for, all large ones are fetched, so that a session is loaded in two operations.
	 */
	void decode(ClusteredSessionData data, String name) {
		for (int attempt = 0; attempt < MAX_READ_ATTEMPTS; attempt++) {
			StoredAttribute attribute;
			try (AutoLock lock = data.lock().lock()) {
				attribute = data.attributes().undecoded(name);
			}
			if (attribute == null) {
				return;
			}
			if (attribute instanceof StoredAttribute.Inline inline) {
				decode(data, name, inline);
			}
			else {
				fetch(data);
			}
		}
		throw new SessionStoreException(
				"Reading attribute '%s' of session '%s' failed: it is replaced too often".formatted(name, data.key()),
				null);
	}

	/**
	 * Decode all attributes, to know which of them can be read on this node.
	 */
	void decodeAll(ClusteredSessionData data) {
		Set<String> names;
		try (AutoLock lock = data.lock().lock()) {
			names = data.attributes().undecoded();
		}
		names.forEach((name) -> decode(data, name));
	}

	private void decode(ClusteredSessionData data, String name, StoredAttribute.Inline attribute) {
		this.inContext.accept(() -> {
			DecodedValue decoded = decode(data.key(), name, attribute.bytes());
			try (AutoLock lock = data.lock().lock()) {
				if (decoded != null) {
					data.attributes().decoded(name, attribute.stamp(), decoded.value(), decoded.fingerprint());
				}
				else {
					data.attributes().hide(name, attribute.stamp());
				}
			}
		});
	}

	private @Nullable DecodedValue decode(SessionKey key, String name, byte[] bytes) {
		try {
			return this.values.decode(key.value(), name, bytes);
		}
		catch (EncryptionKeyException ex) {
			throw failed(key, ex);
		}
	}

	private static SessionStoreException failed(SessionKey key, Exception cause) {
		return new SessionStoreException("Reading session '%s' failed: %s".formatted(key, cause.getMessage()), cause);
	}

	private void fetch(ClusteredSessionData data) {
		SessionRecord record;
		Set<String> names;
		try (AutoLock lock = data.lock().lock()) {
			record = data.record();
			names = data.attributes().unfetched();
		}
		if (record == null || names.isEmpty()) {
			return;
		}
		Map<String, byte[]> fetched = this.store.readApart(data.key(), record, names);
		try (AutoLock lock = data.lock().lock()) {
			fetched.forEach((name, bytes) -> {
				StoredAttribute attribute = record.attributes().get(name);
				if (attribute != null) {
					data.attributes().fetched(name, attribute.stamp(), bytes);
				}
			});
		}
		if (fetched.size() < names.size()) {
			fetchAgain(data, record, names, fetched.keySet());
		}
	}

	/**
	 * Find out what became of values that were missing: most likely the session has been
	 * changed since the record was read. If not, the values are lost, or the store is
	 * about to get them back, as while the parts of a split cluster merge.
	 */
	private void fetchAgain(ClusteredSessionData data, SessionRecord record, Set<String> names, Set<String> fetched) {
		SessionRecord found = this.store.find(data.key(), record);
		if (found == null) {
			throw new SessionGoneException();
		}
		String id = id(data.key(), found);
		try (AutoLock lock = data.lock().lock()) {
			if (found.stamp() != record.stamp()) {
				data.refresh(found, id, record);
				return;
			}
			for (String name : names) {
				StoredAttribute attribute = record.attributes().get(name);
				if (!fetched.contains(name) && attribute != null) {
					data.attributes().hideMissing(name, attribute.stamp());
					this.values.warnOfMissing(name);
				}
			}
		}
	}

}
