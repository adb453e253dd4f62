package io.github.hazelcastjetty.session.jetty.data;

/**
 * What is known of an attribute. Which state leads to which is in the design of
 * {@link LocalAttributes}.
 */
enum AttributeState {

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
