package io.github.hazelcastjetty.session.store;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

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
 * @param principal the name of the user that this node registered the session for, empty:
 * for nobody, {@code null}: it did neither
 * @param seal what a session that is renamed bears from now on, of no meaning to the
 * store; {@code null}: nothing
 * @since 1.0.0
 */
public record SessionDelta(Map<String, EncodedAttribute> set, Set<String> removed, SessionTimes times,
		boolean timeoutChanged, boolean trusting, @Nullable String principal, byte @Nullable [] seal) {

	/**
	 * Create a delta without a seal, that leaves the session to whom it was registered
	 * for.
	 * @param set the values set, by name
	 * @param removed the names removed
	 * @param times the clock readings of this node
	 * @param timeoutChanged whether this node changed the timeout
	 * @param trusting whether this node will go on using its copy without asking
	 */
	public SessionDelta(Map<String, EncodedAttribute> set, Set<String> removed, SessionTimes times,
			boolean timeoutChanged, boolean trusting) {
		this(set, removed, times, timeoutChanged, trusting, null, null);
	}

	/**
	 * Create a delta that tells of nothing but an access.
	 * @param times the clock readings of this node
	 * @param trusting whether this node will go on using its copy without asking
	 * @return the delta
	 */
	public static SessionDelta touch(SessionTimes times, boolean trusting) {
		return new SessionDelta(Map.of(), Set.of(), times, false, trusting);
	}

	/**
	 * Return this delta with a seal.
	 * @param newSeal what the renamed session is to bear, {@code null}: nothing
	 * @return the delta
	 */
	public SessionDelta withSeal(byte @Nullable [] newSeal) {
		return new SessionDelta(this.set, this.removed, this.times, this.timeoutChanged, this.trusting, this.principal,
				newSeal);
	}

	/**
	 * Return this delta with a registration.
	 * @param newPrincipal the name of the user that the session is registered for, empty:
	 * for nobody
	 * @return the delta
	 */
	public SessionDelta withPrincipal(String newPrincipal) {
		return new SessionDelta(this.set, this.removed, this.times, this.timeoutChanged, this.trusting, newPrincipal,
				this.seal);
	}

}
