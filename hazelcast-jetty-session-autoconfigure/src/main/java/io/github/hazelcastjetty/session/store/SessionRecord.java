package io.github.hazelcastjetty.session.store;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A session as it is stored, without the large attributes' values. Immutable.
 *
 * @param version counts the changes, from 1
 * @param times the clock readings
 * @param node the node that last changed it
 * @param trusting whether that node goes on using its copy without asking
 * @param principal the name of the user it was registered for, if it was
 * @param attributes the attributes by name, unmodifiable
 * @param seal the seal of the last renaming, or {@code null}
 * @param image the store's own picture of the record, by which it recognises whether the
 * session has changed since; of no meaning to others
 * @since 1.0.0
 */
public record SessionRecord(long version, SessionTimes times, @Nullable String node, boolean trusting,
		@Nullable String principal, Map<String, StoredAttribute> attributes, byte @Nullable [] seal, Object image) {

}
