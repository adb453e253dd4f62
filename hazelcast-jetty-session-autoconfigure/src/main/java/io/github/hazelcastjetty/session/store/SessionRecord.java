package io.github.hazelcastjetty.session.store;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A session as it is stored, without the values of large attributes. Immutable. Each
 * {@link SessionStore} has records of its own and accepts no others.
 *
 * @since 1.0.0
 */
public interface SessionRecord {

	/**
	 * Return what identifies this state of the session: two records of a session with the
	 * same stamp are the same, also if the store has lost changes and counts again from
	 * an older version.
	 * @return a number that no other change of the session has
	 */
	long stamp();

	/**
	 * Return how often the session was changed. Orders records, but does not identify
	 * them.
	 * @return the number of changes, from 1
	 */
	long version();

	/**
	 * Return the clock readings.
	 * @return the readings
	 */
	SessionTimes times();

	/**
	 * Return the node that made the last change.
	 * @return the name of the node, {@code null} if it is not known
	 */
	@Nullable String node();

	/**
	 * Return whether the node that made the last change goes on using its copy without
	 * asking the store.
	 * @return {@code true} if that node has to be told of changes
	 */
	boolean trusting();

	/**
	 * Return the name of the user that the session was registered for.
	 * @return the name, or {@code null}
	 */
	@Nullable String principal();

	/**
	 * Return the secret part of the session's id, in the form in which it is stored.
	 * @return the bytes, encrypted or not, not to be modified. Equal bytes are the same
	 * secret
	 */
	byte[] secret();

	/**
	 * Return how often a request has given the session a secret, or has taken over the
	 * one that another request has given it.
	 * @return a number from 1
	 */
	long secretVersion();

	/**
	 * Return the attributes.
	 * @return the attributes by name, unmodifiable
	 */
	Map<String, StoredAttribute> attributes();

}
