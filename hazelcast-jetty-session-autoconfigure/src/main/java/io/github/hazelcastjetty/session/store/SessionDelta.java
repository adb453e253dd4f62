package io.github.hazelcastjetty.session.store;

import java.util.Map;
import java.util.Set;

/**
 * What a node changed in a session since it last read it. Attributes that are not named
 * are left as they are in the store, whoever changed them.
 *
 * @param set the values set, by name
 * @param removed the names removed
 * @param times the clock readings of this node
 * @param timeoutChanged whether this node changed the timeout
 * @param trusting whether this node will go on using its copy without asking, and so has
 * to be told when another one changes the session
 * @since 1.0.0
 */
public record SessionDelta(Map<String, EncodedAttribute> set, Set<String> removed, SessionTimes times,
		boolean timeoutChanged, boolean trusting) {

	/**
	 * Create a delta that tells of nothing but an access.
	 * @param times the clock readings of this node
	 * @param trusting whether this node will go on using its copy without asking
	 * @return the delta
	 */
	public static SessionDelta touch(SessionTimes times, boolean trusting) {
		return new SessionDelta(Map.of(), Set.of(), times, false, trusting);
	}

}
