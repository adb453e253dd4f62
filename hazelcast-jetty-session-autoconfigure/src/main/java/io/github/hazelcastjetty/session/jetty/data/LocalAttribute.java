package io.github.hazelcastjetty.session.jetty.data;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * One attribute of a local copy of a session. Has exactly one {@link AttributeState} at a
 * time, and remembers which stored value it derives from, so that a change by another
 * node is a comparison of stamps.
 */
final class LocalAttribute {

	private AttributeState state;

	private @Nullable StoredAttribute base;

	/**
	 * The outcome of a save is not known: there may be a value in the store although
	 * {@link #base} says that there is none, or another one.
	 */
	private boolean baseUncertain;

	private @Nullable Object value;

	private byte @Nullable [] fetched;

	private @Nullable Fingerprint fingerprint;

	/**
	 * A request that has not left yet was given the value, and may change it in place.
	 */
	private boolean held;

	/** All requests that were given the value have been answered. */
	private boolean free;

	/**
	 * The change belongs to a request that was answered with a success.
	 */
	private boolean acknowledged;

	/** A request that was at work when the change was made may not have been answered. */
	private boolean unanswered;

	/** It was tried to store the change. */
	private boolean tried;

	/**
	 * The change could not be stored when its request ended. It is stored later, unless
	 * another node changes the attribute first.
	 */
	private boolean late;

	private LocalAttribute(AttributeState state, @Nullable StoredAttribute base, @Nullable Object value) {
		this.state = state;
		this.base = base;
		this.value = value;
	}

	static LocalAttribute remote(StoredAttribute stored) {
		return new LocalAttribute(AttributeState.REMOTE, stored, null);
	}

	static LocalAttribute created() {
		return new LocalAttribute(AttributeState.DIRTY, null, null);
	}

	AttributeState state() {
		return this.state;
	}

	@Nullable StoredAttribute base() {
		return this.base;
	}

	/**
	 * Return the application's object.
	 * @return the object, or {@code null} if it was removed, is not decoded or cannot be
	 */
	@Nullable Object value() {
		return this.value;
	}

	@Nullable Fingerprint fingerprint() {
		return this.fingerprint;
	}

	/**
	 * Return whether the value was set or removed and is not stored, although it may be
	 * on its way.
	 */
	boolean isUnstored() {
		return switch (this.state) {
			case DIRTY, SENT -> true;
			case LOCAL -> mayBeStored();
			case REMOTE, CLEAN, HIDDEN -> false;
		};
	}

	/**
	 * Return whether the value could not be stored, and may have been changed so that it
	 * can.
	 */
	boolean isRetried() {
		return this.state == AttributeState.LOCAL && this.held;
	}

	/**
	 * Return whether the change belongs to a request that has not been answered with a
	 * success.
	 */
	boolean isRevertible() {
		return (this.state == AttributeState.DIRTY && !this.acknowledged) || isWatched();
	}

	boolean isVisible() {
		return this.state == AttributeState.REMOTE || this.value != null;
	}

	/**
	 * Return whether a request that was not answered yet was given the value.
	 */
	boolean isAtWork() {
		return this.held && !this.free;
	}

	/**
	 * Return whether a change in place of the value is noticed.
	 */
	boolean isWatched() {
		return this.state == AttributeState.CLEAN && this.held && this.fingerprint != null;
	}

	/**
	 * Return whether the store may have a value, as far as is known here.
	 */
	boolean mayBeStored() {
		return this.base != null || this.baseUncertain;
	}

	/**
	 * Return the value that has to be decoded before the attribute can be used.
	 * @return the stored value, its bytes included if they have been fetched, or
	 * {@code null} if there is nothing to decode
	 */
	@Nullable StoredAttribute undecoded() {
		if (this.state != AttributeState.REMOTE || this.base == null) {
			return null;
		}
		byte[] bytes = this.fetched;
		return (bytes != null)
				? new StoredAttribute.Inline(this.base.stamp(), this.base.version(), bytes, this.base.listening())
				: this.base;
	}

	void fetched(byte[] bytes) {
		this.fetched = bytes;
	}

	void decoded(Object decoded, @Nullable Fingerprint newFingerprint) {
		this.state = AttributeState.CLEAN;
		this.value = decoded;
		this.fingerprint = newFingerprint;
		this.fetched = null;
	}

	void hidden() {
		this.state = AttributeState.HIDDEN;
		this.fetched = null;
	}

	/**
	 * The value that could not be found may be there by now.
	 */
	void retry() {
		if (this.state == AttributeState.HIDDEN) {
			this.state = AttributeState.REMOTE;
		}
	}

	/**
	 * The application sets or removes the attribute. A change that is replaced and was
	 * acknowledged is not to be undone with this one.
	 */
	void change(@Nullable Object newValue) {
		if (this.state == AttributeState.SENT) {
			this.baseUncertain = true;
		}
		this.state = AttributeState.DIRTY;
		this.value = newValue;
		this.fingerprint = null;
		this.fetched = null;
		this.tried = false;
		this.late = false;
		this.unanswered = true;
	}

	void send() {
		this.state = AttributeState.SENT;
	}

	/**
	 * The value is in the store. If another node's value has taken its place here
	 * meanwhile, the next comparison with the store finds it outdated.
	 * @param sent what was sent, which may have been replaced since
	 */
	void stored(@Nullable StoredAttribute stored, Object sent, @Nullable Fingerprint newFingerprint) {
		if (this.state == AttributeState.DIRTY) {
			this.base = stored;
			this.baseUncertain = false;
			this.acknowledged = false;
		}
		else if (this.value == sent) {
			this.base = stored;
			this.baseUncertain = false;
			this.state = AttributeState.CLEAN;
			this.fingerprint = newFingerprint;
			this.acknowledged = false;
			this.late = false;
		}
	}

	/**
	 * The value was not stored, but goes on being used by a request: it is stored if that
	 * one changes it, and replaced otherwise.
	 */
	void outdated(@Nullable Fingerprint newFingerprint) {
		this.state = AttributeState.CLEAN;
		this.fingerprint = newFingerprint;
		this.acknowledged = false;
		this.late = false;
	}

	/**
	 * Nobody knows whether the value is in the store.
	 */
	void notStored() {
		if (isUndecoded()) {
			return;
		}
		this.baseUncertain = true;
		this.tried = true;
		if (this.state != AttributeState.LOCAL) {
			this.state = AttributeState.DIRTY;
		}
	}

	/**
	 * Return whether another node's value has taken the place of what was sent.
	 */
	private boolean isUndecoded() {
		return this.state == AttributeState.REMOTE || this.state == AttributeState.HIDDEN;
	}

	/**
	 * The value was not sent, because another request is at work on it, which sends it in
	 * its turn.
	 */
	void leaveToOthers() {
		this.state = AttributeState.DIRTY;
		this.acknowledged = true;
	}

	/**
	 * The value cannot be stored, and so is kept on this node.
	 */
	void keepHere() {
		this.state = AttributeState.LOCAL;
		this.fingerprint = null;
		this.acknowledged = false;
		this.late = false;
	}

	boolean isLate() {
		return this.late && (this.state == AttributeState.DIRTY || this.state == AttributeState.SENT);
	}

	/**
	 * A change could not be stored when its request ended. If a running request may hold
	 * the value, or has set it since, it is stored with that one.
	 * @param noneAtWork whether there is no running request
	 */
	void postpone(boolean noneAtWork) {
		this.late = (noneAtWork || this.tried) && !isAtWork();
		this.acknowledged = true;
	}

	/**
	 * Return whether a running request may have made the late change: nobody can tell it
	 * from the one that could not store it.
	 */
	boolean isContested() {
		return this.late && this.unanswered;
	}

	/**
	 * The store has no value any more.
	 */
	void removedFromStore() {
		if (this.state == AttributeState.DIRTY || this.state == AttributeState.LOCAL) {
			this.base = null;
			this.baseUncertain = false;
		}
	}

	/**
	 * Return whether a stored value takes the place of what is here.
	 */
	boolean isReplacedBy(@Nullable StoredAttribute stored) {
		return switch (this.state) {
			case REMOTE, HIDDEN -> isOther(stored);
			case CLEAN -> isOther(stored) && !isAtWork();
			// If the outcome of the save is not known, the other value may be this one
			case DIRTY -> this.late && isOther(stored);
			case SENT -> false;
			case LOCAL -> stored != null && isOther(stored) && !this.baseUncertain;
		};
	}

	/**
	 * Return whether the store has another value than the one that this one derives from.
	 */
	boolean isOther(@Nullable StoredAttribute stored) {
		StoredAttribute known = this.base;
		if (known == null || stored == null) {
			return known != stored;
		}
		return known.stamp() != stored.stamp();
	}

	void hold(boolean atWork) {
		this.held = true;
		this.free = !atWork;
		if (atWork) {
			this.late = false;
		}
	}

	void release() {
		this.held = false;
		this.free = false;
	}

	void setFree() {
		this.free = this.held;
		this.unanswered = false;
	}

}
