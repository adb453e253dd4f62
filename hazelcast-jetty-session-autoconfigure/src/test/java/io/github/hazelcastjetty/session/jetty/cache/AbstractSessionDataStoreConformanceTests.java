package io.github.hazelcastjetty.session.jetty.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.eclipse.jetty.session.AbstractSessionDataStoreFactory;
import org.eclipse.jetty.session.AbstractSessionDataStoreTest;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionDataStore;
import org.eclipse.jetty.session.SessionDataStoreFactory;
import org.eclipse.jetty.session.SessionManager;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStatistics;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Jetty's own tests of a session data store.
 */
public abstract class AbstractSessionDataStoreConformanceTests extends AbstractSessionDataStoreTest {

	private final AttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(List.of("*")));

	protected AbstractSessionDataStoreConformanceTests() throws Exception {
	}

	/**
	 * The store below the data store, the same one during a test, without any session at
	 * first.
	 */
	protected abstract SessionStore store();

	/**
	 * Make a session unreadable for good.
	 */
	protected abstract void damage(SessionKey key);

	/**
	 * A session that this version cannot read is left to those who can, so it is not
	 * reported to Jetty as unreadable, which would end it.
	 */
	@Test
	@Override
	public void testLoadSessionFails() {
		assertThatExceptionOfType(UnreadableSessionException.class).isThrownBy(super::testLoadSessionFails);
	}

	@Override
	public SessionDataStoreFactory createSessionDataStoreFactory() {
		return new AbstractSessionDataStoreFactory() {

			@Override
			public SessionDataStore getSessionDataStore(SessionManager manager) {
				AttributeValues values = new AttributeValues(AbstractSessionDataStoreConformanceTests.this.codec,
						AttributeCipher.none(), true, Set.of(), 0, new SessionStatistics());
				ClusteredSessionDataStore dataStore = new ClusteredSessionDataStore(store(), values,
						AttributeCipher.none(), JettyNode.settings(), Clocks.system());
				dataStore.setSavePeriodSec(getSavePeriodSec());
				return dataStore;
			}

		};
	}

	@Override
	public void persistSession(SessionData data) throws Exception {
		ClusteredSessionData session = (ClusteredSessionData) data;
		Map<String, EncodedAttribute> attributes = new HashMap<>();
		for (Map.Entry<String, Object> attribute : session.getAllAttributes().entrySet()) {
			attributes.put(attribute.getKey(),
					new EncodedAttribute(this.codec.encode(attribute.getKey(), attribute.getValue()), false));
		}
		SessionTimes times = session.times();
		if (data.getExpiry() <= 0) {
			times = new SessionTimes(times.created(), times.accessed(), times.lastAccessed(), Duration.ZERO,
					Instant.MAX, null);
		}
		SessionRecord record = store().insert(key(data),
				SessionIds.secret(data.getId()).getBytes(StandardCharsets.US_ASCII),
				SessionDelta.of(attributes, Set.of(), times, false));
		session.attributes().saves().take(false);
		session.take(record, data.getId());
	}

	@Override
	public void persistUnreadableSession(SessionData data) throws Exception {
		persistSession(data);
		damage(key(data));
	}

	@Override
	public boolean checkSessionExists(SessionData data) {
		return store().find(key(data), null) != null;
	}

	@Override
	public boolean checkSessionPersisted(SessionData data) throws Exception {
		ClassLoader old = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(this._contextClassLoader);
		try {
			SessionRecord record = store().find(key(data), null);
			if (record == null) {
				return false;
			}
			return times(record, (ClusteredSessionData) data) && attributes(record, (ClusteredSessionData) data);
		}
		finally {
			Thread.currentThread().setContextClassLoader(old);
		}
	}

	private static boolean times(SessionRecord record, ClusteredSessionData data) {
		SessionTimes stored = record.times();
		SessionTimes ours = data.times();
		return stored.created().equals(ours.created()) && stored.accessed().equals(ours.accessed())
				&& stored.lastAccessed().equals(ours.lastAccessed()) && stored.expiry().equals(ours.expiry())
				&& stored.isImmortal() == ours.isImmortal()
				&& (ours.isImmortal() || stored.maxInactive().equals(ours.maxInactive()));
	}

	private boolean attributes(SessionRecord record, ClusteredSessionData data) throws Exception {
		if (!record.attributes().keySet().equals(data.getKeys())) {
			return false;
		}
		for (Map.Entry<String, StoredAttribute> attribute : record.attributes().entrySet()) {
			String name = attribute.getKey();
			byte[] bytes = (attribute.getValue() instanceof StoredAttribute.Inline inline) ? inline.bytes()
					: store().readApart(key(data), record, List.of(name)).get(name);
			this.codec.decode(name, bytes);
			if (!Arrays.equals(bytes, this.codec.encode(name, data.getAttribute(name)))) {
				return false;
			}
		}
		return true;
	}

	private static SessionKey key(SessionData data) {
		String path = data.getContextPath();
		return new SessionKey(SessionIds.name(data.getId()),
				(path == null || path.isEmpty() || path.equals("_")) ? "" : path.replace('_', '/'));
	}

}
