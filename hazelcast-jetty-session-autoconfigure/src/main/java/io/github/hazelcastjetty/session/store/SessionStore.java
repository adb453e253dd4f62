package io.github.hazelcastjetty.session.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the sessions of one application for all of its nodes. Safe for use by several
 * threads.
 * <p>
 * Every change is atomic and is seen by each later {@link #find} on every node. A session
 * that is gone never comes back: all changes but {@link #insert} find only sessions that
 * are there. No call waits longer than the store's operation timeout; one that got no
 * answer in time, or none at all, throws {@link SessionStoreException}, and whatever it
 * was to do either happened completely or not at all.
 *
 * @since 1.0.0
 */
public interface SessionStore {

	/**
	 * Return the name of this node, as it appears in {@link SessionRecord#node()}.
	 * @return the name, different on each node
	 */
	String node();

	/**
	 * Return a session that is there and not about to be destroyed.
	 * @param key the name of the session
	 * @param known the session as this node knows it, {@code null} if it does not
	 * @return the session, {@code known} itself if it has not changed, or {@code null} if
	 * there is none
	 */
	@Nullable SessionRecord find(SessionKey key, @Nullable SessionRecord known);

	/**
	 * Read large attributes.
	 * @param key the name of the session
	 * @param record the session as it was found
	 * @param names the names of attributes that the record keeps apart
	 * @return the encoded values by name; what is missing was replaced or removed after
	 * the record was read
	 */
	Map<String, byte[]> readApart(SessionKey key, SessionRecord record, Collection<String> names);

	/**
	 * Store a new session.
	 * @param key a name that was never used before
	 * @param secret the secret part of its id, in the form in which it is stored
	 * @param delta the whole session
	 * @return the session as it is stored
	 */
	SessionRecord insert(SessionKey key, byte[] secret, SessionDelta delta);

	/**
	 * Apply a change to a session. If others have changed it meanwhile, both changes are
	 * kept; where they touch the same attribute this one wins. Only a
	 * {@linkplain SecretChange change of the secret} gives way to one that came first.
	 * @param key the name of the session
	 * @param known the session as this node knows it
	 * @param delta what to change
	 * @return the session as it is stored then, or {@code null} if it is no longer there
	 */
	@Nullable SessionRecord update(SessionKey key, SessionRecord known, SessionDelta delta);

	/**
	 * Tell all other nodes that a session has changed, so that those that use their
	 * copies without asking ask before they use this one again. Does not wait for them.
	 * @param key the name of the session
	 */
	void announce(SessionKey key);

	/**
	 * Claim the right to destroy a session. Of all that try, exactly one succeeds; from
	 * then on nobody else finds it. The winner tells the listeners, who can still read
	 * the attributes, and then calls {@link #remove}. Should it die before that, another
	 * node may claim the session again after a while.
	 * @param key the name of the session
	 * @param condition whether to destroy the session, as it is stored now
	 * @return the claimed session, or {@code null} if it is not for this caller to
	 * destroy
	 */
	@Nullable SessionRecord claim(SessionKey key, Predicate<SessionRecord> condition);

	/**
	 * Remove a claimed session and all that belongs to it.
	 * @param key the name of the session
	 * @param claimed what {@link #claim} returned
	 */
	void remove(SessionKey key, SessionRecord claimed);

	/**
	 * Return the sessions that have expired, and those whose destruction was left
	 * unfinished by a node that died.
	 * @param now the time to compare with
	 * @return their names
	 */
	List<SessionKey> findExpired(Instant now);

	/**
	 * Return the sessions that were registered for a user, those among them that have
	 * expired included, but not those that are about to be destroyed.
	 * @param principal the name of the user
	 * @return the sessions by name
	 */
	Map<SessionKey, SessionRecord> findByPrincipal(String principal);

	/**
	 * Return who the sessions that {@link #findByPrincipal} would find were registered
	 * for. Looks at every session there is.
	 * @return the names of users, by the name of the session
	 */
	Map<SessionKey, String> findPrincipals();

	/**
	 * Return whether the session's data is (or would be) kept by this very process, so
	 * that reading it costs no trip over the network.
	 * @param key the name of the session
	 * @return {@code true} if it is kept here, or if this process keeps no data at all
	 */
	boolean isLocal(SessionKey key);

	/**
	 * Register to be told of what other nodes do.
	 * @param listener called on a thread that must not be held up
	 */
	void addListener(SessionStoreListener listener);

}
