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
 * @param secret the change of the session's secret, {@code null}: it keeps its secret
 * @param yielding the names of attributes that are set or removed only if they are still
 * as this node knows them
 * @since 1.0.0
 */
public record SessionDelta(Map<String, EncodedAttribute> set, Set<String> removed, SessionTimes times,
		boolean timeoutChanged, boolean trusting, @Nullable String principal, @Nullable SecretChange secret,
		Set<String> yielding) {

	/**
	 * Create a delta that gives way to no other change.
	 * @param set the values set, by name
	 * @param removed the names removed
	 * @param times the clock readings of this node
	 * @param timeoutChanged whether this node changed the timeout
	 * @param trusting whether this node will go on using its copy without asking
	 * @param principal the name of the user, empty: nobody, {@code null}: unchanged
	 * @param secret the new secret of the session, {@code null}: it keeps its secret
	 */
	public SessionDelta(Map<String, EncodedAttribute> set, Set<String> removed, SessionTimes times,
			boolean timeoutChanged, boolean trusting, @Nullable String principal, @Nullable SecretChange secret) {
		this(set, removed, times, timeoutChanged, trusting, principal, secret, Set.of());
	}

	/**
	 * Create a delta that tells of nothing but an access.
	 * @param times the clock readings of this node
	 * @param trusting whether this node will go on using its copy without asking
	 * @return the delta
	 */
	public static SessionDelta touch(SessionTimes times, boolean trusting) {
		return of(Map.of(), Set.of(), times, trusting);
	}

	/**
	 * Create a delta that changes attributes only.
	 * @param set the values set, by name
	 * @param removed the names removed
	 * @param times the clock readings of this node
	 * @param trusting whether this node will go on using its copy without asking
	 * @return the delta
	 */
	public static SessionDelta of(Map<String, EncodedAttribute> set, Set<String> removed, SessionTimes times,
			boolean trusting) {
		return new SessionDelta(set, removed, times, false, trusting, null, null);
	}

	/**
	 * Return this delta with a changed timeout, that of {@link #times()}.
	 * @return the delta
	 */
	public SessionDelta withTimeout() {
		return new SessionDelta(this.set, this.removed, this.times, true, this.trusting, this.principal, this.secret,
				this.yielding);
	}

	/**
	 * Return this delta with a registration.
	 * @param newPrincipal the name of the user that the session is registered for, empty:
	 * for nobody
	 * @return the delta
	 */
	public SessionDelta withPrincipal(String newPrincipal) {
		return new SessionDelta(this.set, this.removed, this.times, this.timeoutChanged, this.trusting, newPrincipal,
				this.secret, this.yielding);
	}

	/**
	 * Return this delta with another secret for the session.
	 * @param change the change
	 * @return the delta
	 */
	public SessionDelta withSecret(SecretChange change) {
		return new SessionDelta(this.set, this.removed, this.times, this.timeoutChanged, this.trusting, this.principal,
				change, this.yielding);
	}

	/**
	 * Return this delta with changes that give way to those of other nodes.
	 * @param names the names of the attributes
	 * @return the delta
	 */
	public SessionDelta yielding(Set<String> names) {
		return new SessionDelta(this.set, this.removed, this.times, this.timeoutChanged, this.trusting, this.principal,
				this.secret, names);
	}

}
