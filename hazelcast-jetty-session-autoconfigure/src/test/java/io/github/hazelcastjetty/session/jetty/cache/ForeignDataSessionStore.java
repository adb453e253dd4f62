package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionDataStore;

import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * Sessions in one of Jetty's data stores: what is put into that is found here, and each
 * change here is one {@link SessionDataStore#store} there. For one node.
 */
final class ForeignDataSessionStore implements SessionStore {

	private final Map<String, SessionRecord> known = new HashMap<>();

	private final Set<String> claimed = new HashSet<>();

	private long stamp;

	private final SessionDataStore foreign;

	private final AttributeCodec codec;

	ForeignDataSessionStore(SessionDataStore foreign, AttributeCodec codec) {
		this.foreign = foreign;
		this.codec = codec;
	}

	@Override
	public String node() {
		return "node";
	}

	@Override
	public synchronized SessionRecord find(SessionKey key, SessionRecord present) {
		return this.claimed.contains(key.name()) ? null : read(key.name());
	}

	private SessionRecord read(String id) {
		SessionData data = unchecked(() -> this.foreign.load(id));
		if (data == null) {
			return null;
		}
		SessionRecord before = this.known.get(id);
		long version = (before != null) ? before.version() : 1;
		Map<String, StoredAttribute> attributes = new HashMap<>();
		data.getAllAttributes().forEach((name, value) -> {
			byte[] bytes = encode(name, value);
			StoredAttribute old = (before != null) ? before.attributes().get(name) : null;
			boolean same = old instanceof StoredAttribute.Inline inline && Arrays.equals(inline.bytes(), bytes);
			attributes.put(name, same ? old : new StoredAttribute.Inline(++this.stamp, version, bytes, false));
		});
		SessionRecord record = new ForeignRecord(++this.stamp, version, times(data), attributes);
		this.known.put(id, record);
		return record;
	}

	@Override
	public Map<String, byte[]> readApart(SessionKey key, SessionRecord record, Collection<String> names) {
		return Map.of();
	}

	@Override
	public synchronized SessionRecord insert(SessionKey key, byte[] secret, SessionDelta delta) {
		return write(key.name(), 1, delta, delta.times(), Map.of());
	}

	@Override
	public synchronized SessionRecord update(SessionKey key, SessionRecord record, SessionDelta delta) {
		SessionRecord base = find(key, null);
		return (base != null) ? write(key.name(), base.version() + 1, delta,
				base.times().merge(delta.times(), delta.timeoutChanged()), base.attributes()) : null;
	}

	private SessionRecord write(String id, long version, SessionDelta delta, SessionTimes times,
			Map<String, StoredAttribute> before) {
		Map<String, StoredAttribute> attributes = new HashMap<>(before);
		attributes.keySet().removeAll(delta.removed());
		delta.set()
			.forEach((name, value) -> attributes.put(name,
					new StoredAttribute.Inline(++this.stamp, version, value.bytes(), value.listening())));
		SessionData data = this.foreign.newSessionData(id, times.created().toEpochMilli(),
				times.accessed().toEpochMilli(), times.lastAccessed().toEpochMilli(),
				times.isImmortal() ? -1 : times.maxInactive().toMillis());
		data.setExpiry(times.isImmortal() ? 0 : times.expiry().toEpochMilli());
		attributes.forEach((name, value) -> data.setAttribute(name, decode(name, value)));
		unchecked(() -> {
			this.foreign.store(id, data);
			return data;
		});
		SessionRecord record = new ForeignRecord(++this.stamp, version, times, Map.copyOf(attributes));
		this.known.put(id, record);
		return record;
	}

	@Override
	public Map<SessionKey, SessionRecord> findByPrincipal(String principal) {
		return Map.of();
	}

	@Override
	public Map<SessionKey, String> findPrincipals() {
		return Map.of();
	}

	@Override
	public void announce(SessionKey key) {
		// There is no other node
	}

	@Override
	public synchronized SessionRecord claim(SessionKey key, Predicate<SessionRecord> condition) {
		SessionRecord record = find(key, null);
		if (record == null || !condition.test(record)) {
			return null;
		}
		this.claimed.add(key.name());
		return record;
	}

	@Override
	public synchronized void remove(SessionKey key, SessionRecord record) {
		if (this.claimed.remove(key.name())) {
			this.known.remove(key.name());
			unchecked(() -> this.foreign.delete(key.name()));
		}
	}

	@Override
	public synchronized List<SessionKey> findExpired(Instant now) {
		return unchecked(() -> this.foreign.getExpired(Set.of())).stream().map((id) -> new SessionKey(id, "")).toList();
	}

	@Override
	public boolean isLocal(SessionKey key) {
		return true;
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		// There is no other node to hear from
	}

	private static SessionTimes times(SessionData data) {
		boolean immortal = data.getMaxInactiveMs() <= 0;
		return new SessionTimes(Instant.ofEpochMilli(data.getCreated()), Instant.ofEpochMilli(data.getAccessed()),
				Instant.ofEpochMilli(data.getLastAccessed()),
				immortal ? Duration.ZERO : Duration.ofMillis(data.getMaxInactiveMs()),
				immortal ? Instant.MAX : Instant.ofEpochMilli(data.getExpiry()), null);
	}

	private byte[] encode(String name, Object value) {
		try {
			return this.codec.encode(name, value);
		}
		catch (AttributeCodecException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private Object decode(String name, StoredAttribute value) {
		try {
			return this.codec.decode(name, ((StoredAttribute.Inline) value).bytes());
		}
		catch (AttributeCodecException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static <T> T unchecked(Callable<T> call) {
		try {
			return call.call();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A session of a data store of Jetty. Its id has no secret.
	 */
	private record ForeignRecord(long stamp, long version, SessionTimes times,
			Map<String, StoredAttribute> attributes) implements SessionRecord {

		@Override
		public String node() {
			return "node";
		}

		@Override
		public boolean trusting() {
			return false;
		}

		@Override
		public String principal() {
			return null;
		}

		@Override
		public byte[] secret() {
			return new byte[0];
		}

		@Override
		public long secretVersion() {
			return 1;
		}

	}

}
