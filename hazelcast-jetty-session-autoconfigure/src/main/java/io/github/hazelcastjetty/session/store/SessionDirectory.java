package io.github.hazelcastjetty.session.store;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link SessionStore} can tell of all of its sessions together. For operators: to
 * answer, all members look at every session that they keep. No call waits longer than the
 * store's operation timeout; one that got no answer throws {@link SessionStoreException}.
 *
 * @since 1.0.0
 */
public interface SessionDirectory {

	/**
	 * Return how many sessions there are, those included that have expired and were not
	 * collected yet, and those that are about to be destroyed.
	 * @return the number
	 */
	long size();

	/**
	 * Return the next sessions in the order of their keys, without those that are about
	 * to be destroyed.
	 * @param principal the name of the user that they are registered for, {@code null}:
	 * any or none
	 * @param node the node that made their last change, {@code null}: any
	 * @param after where the page before this one has ended, {@code null}: begin with the
	 * first
	 * @param limit how many sessions to look at, at least one
	 * @return the sessions
	 */
	Page list(@Nullable String principal, @Nullable String node, @Nullable SessionKey after, int limit);

	/**
	 * Some of many sessions.
	 *
	 * @param sessions the sessions by name, in the order of their keys. Those that this
	 * node cannot read are left out
	 * @param end where the page ends, {@code null}: there are no more sessions
	 */
	record Page(Map<SessionKey, SessionRecord> sessions, @Nullable SessionKey end) {

	}

}
