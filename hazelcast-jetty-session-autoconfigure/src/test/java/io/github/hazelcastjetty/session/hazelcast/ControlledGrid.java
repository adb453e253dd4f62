package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.format.StoredHead;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * {@link Grid} in memory to which happens what happens to a cluster at times.
 */
public final class ControlledGrid extends InMemoryGrid {

	private final Set<String> damaged = ConcurrentHashMap.newKeySet();

	private final Set<AttributeKey> present = ConcurrentHashMap.newKeySet();

	private final Set<AttributeKey> lost = ConcurrentHashMap.newKeySet();

	/**
	 * Return the names of all sessions, in their order, claimed ones included.
	 */
	public Collection<String> keys() {
		return heads().keySet().stream().sorted().toList();
	}

	/**
	 * Return what is stored, or {@code null} if there is no session or it is claimed.
	 */
	public SessionRecord read(SessionKey key) {
		SessionHead head = get(key.value(), deadline());
		return (head == null || head.isClaimed()) ? null : StoredHead.of(key.value(), head);
	}

	/**
	 * Replace what is stored.
	 */
	public void write(SessionKey key, SessionRecord record) {
		heads().put(key.value(), ((StoredHead) record).head());
	}

	/**
	 * Make a session unreadable.
	 */
	public void damage(SessionKey key) {
		this.damaged.add(key.value());
	}

	/**
	 * Lose the values of all large attributes that there are.
	 * @return brings them back
	 */
	public Runnable loseLarge() {
		this.lost.addAll(this.present);
		return this.lost::clear;
	}

	@Override
	public SessionHead get(String key, Deadline deadline) {
		if (this.damaged.contains(key)) {
			throw new UnreadableSessionException("Reading a session failed: what is stored is not a session");
		}
		return super.get(key, deadline);
	}

	@Override
	public void putLarge(String session, Map<AttributeKey, byte[]> values, Duration timeToLive, Deadline deadline) {
		super.putLarge(session, values, timeToLive, deadline);
		this.present.addAll(values.keySet());
	}

	@Override
	public Map<AttributeKey, byte[]> getLarge(String session, Set<AttributeKey> keys, Deadline deadline) {
		Map<AttributeKey, byte[]> found = super.getLarge(session, keys, deadline);
		found.keySet().removeAll(this.lost);
		return found;
	}

}
