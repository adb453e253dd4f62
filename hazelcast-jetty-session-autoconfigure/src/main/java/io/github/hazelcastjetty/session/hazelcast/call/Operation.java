package io.github.hazelcastjetty.session.hazelcast.call;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * A call or several that belong together.
 *
 * @param what what it does, for messages
 * @param key the key that it is about, {@code null}: several
 * @param members the circuits of the members that have to answer
 * @param deadline the latest moment for the answer
 */
record Operation(String what, @Nullable String key, List<Circuit> members, Deadline deadline) {

	SessionStoreException failure(Throwable cause) {
		return (cause instanceof SessionStoreException ex) ? ex : failure(cause.getClass().getSimpleName(), cause);
	}

	SessionStoreException failure(String reason, @Nullable Throwable cause) {
		String about = (this.key != null) ? " (session '%s')".formatted(this.key) : "";
		return new SessionStoreException(this.what + " failed: " + reason + about, cause);
	}

}
