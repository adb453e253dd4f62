package io.github.hazelcastjetty.session.hazelcast;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * The body of a {@link SessionHead}, read.
 *
 * @param times the clock readings
 * @param trusting whether the node that wrote it goes on using its copy without asking
 * @param home the name under which large attributes are stored, {@code null}: the
 * session's own
 * @param renewed when the time to live of large attributes was last extended
 * @param movedTo the new name of a session that is being renamed
 * @param former the name that it had before, under which a head may still be that says
 * where the session has moved
 * @param seal what the last renaming gave the session, of no meaning here
 * @param attributes the attributes by name, unmodifiable
 * @param split what it has been through since the cluster may have been split
 * @param unknown fields that another version of this library wrote, kept as they are
 */
record HeadBody(SessionTimes times, boolean trusting, @Nullable String home, Instant renewed, @Nullable String movedTo,
		@Nullable String former, byte @Nullable [] seal, Map<String, StoredAttribute> attributes,
		@Nullable SplitHistory split, List<UnknownField> unknown) {

	/**
	 * A field that this version does not know.
	 *
	 * @param tag its number
	 * @param content its bytes
	 */
	record UnknownField(int tag, byte[] content) {

	}

}
