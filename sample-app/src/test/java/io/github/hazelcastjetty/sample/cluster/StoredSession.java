package io.github.hazelcastjetty.sample.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The head of a session as it is stored.
 *
 * @param version counts the changes
 * @param expiry when it is to be looked at, in milliseconds since 1970
 * @param stamp tells one write from every other
 * @param claim the node that ends the session, {@code null}: it is in use
 */
record StoredSession(long version, long expiry, long stamp, @Nullable String claim) {

	static StoredSession of(Object[] fields) {
		return new StoredSession((Long) fields[0], (Long) fields[1], (Long) fields[2], (String) fields[3]);
	}

	static String[] fields() {
		return new String[] { "version", "expiry", "stamp", "claim" };
	}

}
