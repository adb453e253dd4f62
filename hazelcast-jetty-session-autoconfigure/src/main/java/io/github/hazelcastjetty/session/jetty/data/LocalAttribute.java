package io.github.hazelcastjetty.session.jetty.data;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * One attribute of a local copy of a session. Has exactly one {@link State} at a time,
 * and remembers which stored value it derives from, so that a change by another node is a
 * comparison of stamps.
 */
final class LocalAttribute {

	private State state;

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

	/**
	 * All requests that were given the value have been answered.
	 */
	private boolean free;

	/**
	 * The change belongs to a request that was answered with a success.
	 */
	private boolean acknowledged;

	/**
	 * It was tried to store the change.
	 */
	private boolean tried;

	/**
	 * The change could not be stored when its request ended. It is stored later, unless
	 * another node changes the attribute first.
	 */
	private boolean late;

	private LocalAttribute(State state, @Nullable StoredAttribute base, @Nullable Object value) {
		this.state = state;
		this.base = base;
		this.value = value;
	}

	static LocalAttribute remote(StoredAttribute stored) {
		return new LocalAttribute(State.REMOTE, stored, null);
	}

	static LocalAttribute created() {
		return new LocalAttribute(State.DIRTY, null, null);
	}

	State state() {
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

	boolean isVisible() {
		return this.state == State.REMOTE || this.value != null;
	}

	boolean isHeld() {
		return this.held;
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
		return this.state == State.CLEAN && this.held && this.fingerprint != null;
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
		if (this.state != State.REMOTE || this.base == null) {
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
		this.state = State.CLEAN;
		this.value = decoded;
		this.fingerprint = newFingerprint;
		this.fetched = null;
	}

	void hidden() {
		this.state = State.HIDDEN;
		this.fetched = null;
	}

	/**
	 * The value that could not be found may be there by now.
	 */
	void retry() {
		if (this.state == State.HIDDEN) {
			this.state = State.REMOTE;
		}
	}

	/**
	 * The application sets or removes the attribute. A change that is replaced and was
	 * acknowledged is not to be undone with this one.
	 */
	void change(@Nullable Object newValue) {
		if (this.state == State.SENT) {
			this.baseUncertain = true;
		}
		this.state = State.DIRTY;
		this.value = newValue;
		this.fingerprint = null;
		this.fetched = null;
		this.tried = false;
		this.late = false;
	}

	void send() {
		this.state = State.SENT;
	}

	/**
	 * The value is in the store. If another node's value has taken its place here
	 * meanwhile, the next comparison with the store finds it outdated.
	 * @param sent what was sent, which may have been replaced since
	 */
	void stored(@Nullable StoredAttribute stored, Object sent, @Nullable Fingerprint newFingerprint) {
		if (this.state == State.DIRTY) {
			this.base = stored;
			this.baseUncertain = false;
			this.acknowledged = false;
		}
		else if (this.value == sent) {
			this.base = stored;
			this.baseUncertain = false;
			this.state = State.CLEAN;
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
		this.state = State.CLEAN;
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
		if (this.state != State.LOCAL) {
			this.state = State.DIRTY;
		}
	}

	/**
	 * Return whether another node's value has taken the place of what was sent.
	 */
	private boolean isUndecoded() {
		return this.state == State.REMOTE || this.state == State.HIDDEN;
	}

	/**
	 * The value was not sent, because another request is at work on it, which sends it in
	 * its turn.
	 */
	void leaveToOthers() {
		this.state = State.DIRTY;
		this.acknowledged = true;
	}

	/**
	 * The value cannot be stored, and so is kept on this node.
	 */
	void keepHere() {
		this.state = State.LOCAL;
		this.fingerprint = null;
		this.acknowledged = false;
		this.late = false;
	}

	boolean isAcknowledged() {
		return this.acknowledged;
	}

	boolean isLate() {
		return this.late && (this.state == State.DIRTY || this.state == State.SENT);
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
	 * The store has no value any more.
	 */
	void removedFromStore() {
		if (this.state == State.DIRTY || this.state == State.LOCAL) {
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
	}

	/**
	 * What is known of an attribute. Which state leads to which is in the design of
	 * {@link LocalAttributes}.
	 */
	enum State {

		/**
		 * Only the stored value is known, or where it is.
		 */
		REMOTE,

		/**
		 * The application's object is the stored one, unless it was changed in place.
		 */
		CLEAN,

		/**
		 * Set or removed here, and not on its way to the store.
		 */
		DIRTY,

		/**
		 * On its way to the store.
		 */
		SENT,

		/**
		 * Cannot be stored, and is kept on this node for as long as the session lives.
		 */
		LOCAL,

		/**
		 * Cannot be read on this node.
		 */
		HIDDEN

	}

}
