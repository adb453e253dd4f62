package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * The operations on the two maps that the protocol is made of: on the heads, which are
 * changed by compare-and-set only, and on the large attributes, whose values never
 * change.
 * <p>
 * Each one waits for its answer until the deadline. A change that throws
 * {@link SessionStoreException} may have happened, or may yet happen. One that answers
 * {@code false} may have happened too: when a member dies, Hazelcast repeats the call on
 * the new owner of the partition, which finds our own value in place.
 */
interface Grid {

	/**
	 * Return the deadline of an operation of the store that begins now.
	 */
	Deadline deadline();

	/**
	 * Pause before an attempt is repeated.
	 * @throws SessionStoreException if the store has been closed
	 */
	void pause(Duration pause);

	/**
	 * Return the head of a session.
	 * @throws UnreadableSessionException if it is none of ours
	 */
	@Nullable SessionHead get(String key, Deadline deadline);

	/**
	 * Store a head where there is none.
	 * @return the head that is there, {@code null} if there was none
	 */
	@Nullable SessionHead putIfAbsent(String key, SessionHead head, Deadline deadline);

	boolean replace(String key, SessionHead present, SessionHead next, Deadline deadline);

	boolean remove(String key, SessionHead present, Deadline deadline);

	/**
	 * Let a head that was just stored outlive its session, later. Each change of a head
	 * resets its time to live to that of the map.
	 */
	void keep(String key, SessionTimes times);

	/**
	 * Return the heads whose time is over, and all that are claimed.
	 */
	List<Expired> findExpired(long millis);

	Map<String, SessionHead> findByPrincipal(String principal);

	/**
	 * Return the users of sessions that are not claimed, by key.
	 */
	Map<String, String> findPrincipals();

	/**
	 * Return the number of heads.
	 */
	long size();

	/**
	 * Return the next heads that are not claimed, in the order of their keys.
	 * @param principal the user that they are registered for, {@code null}: any or none
	 * @param node the node that wrote them, {@code null}: any
	 * @param after the key after which to begin, empty: with the first
	 * @param limit how many
	 */
	SortedMap<String, SessionHead> list(@Nullable String principal, @Nullable String node, String after, int limit);

	/**
	 * Store large attributes of a session.
	 */
	void putLarge(String session, Map<AttributeKey, byte[]> values, Duration timeToLive, Deadline deadline);

	/**
	 * Return the large attributes that are there. A value that is none of ours is empty.
	 */
	Map<AttributeKey, byte[]> getLarge(String session, Set<AttributeKey> keys, Deadline deadline);

	/**
	 * Set the time to live of large attributes.
	 */
	void keepLarge(String session, Collection<AttributeKey> keys, Duration timeToLive, Deadline deadline);

	/**
	 * Set the time to live of large attributes, later.
	 */
	void keepLargeLater(Collection<AttributeKey> keys, Duration timeToLive);

	/**
	 * Delete large attributes, without waiting for it. If it fails, their time to live
	 * makes up for it.
	 */
	void deleteLarge(Collection<AttributeKey> keys);

	/**
	 * A head whose time is over.
	 *
	 * @param key the key of the session
	 * @param claimed whether it is being destroyed
	 * @param stamp the stamp of the head
	 */
	record Expired(String key, boolean claimed, long stamp) {

	}

}
