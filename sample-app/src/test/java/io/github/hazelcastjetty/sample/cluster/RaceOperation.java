package io.github.hazelcastjetty.sample.cluster;

/**
 * One request of a randomized test.
 *
 * @param kind what it does
 * @param attribute the attribute it is about, empty: none
 * @param token what it sets or adds, told by no other operation on the session; of a
 * timeout, the seconds
 * @param size how large the attribute's value is to be, in characters
 * @param node the number of the node that it goes to
 */
record RaceOperation(Kind kind, String attribute, String token, int size, int node) {

	String method() {
		return (this.kind == Kind.READ) ? "GET" : "POST";
	}

	String path() {
		return "/rules/races/" + switch (this.kind) {
			case READ -> "read";
			case SET -> "set" + query();
			case PAIR -> "pair" + query();
			case CHANGE -> "change" + query();
			case REMOVE -> "remove?attribute=" + this.attribute;
			case TIMEOUT -> "timeout?seconds=" + this.token;
			case RENAME -> "rename";
			case INVALIDATE -> "invalidate";
		};
	}

	private String query() {
		return "?attribute=" + this.attribute + "&token=" + this.token + "&size=" + this.size;
	}

	@Override
	public String toString() {
		return this.kind + " " + this.attribute + ((this.size > 0) ? "(" + this.size + ")" : "")
				+ (this.token.isEmpty() ? "" : "=" + this.token) + " on node " + this.node;
	}

	/**
	 * What can be done to a session.
	 */
	enum Kind {

		/**
		 * Look at everything.
		 */
		READ,

		/**
		 * Set an attribute.
		 */
		SET,

		/**
		 * Set two attributes to the same value.
		 */
		PAIR,

		/**
		 * Change an attribute in place, or set it if there is none.
		 */
		CHANGE,

		/**
		 * Remove an attribute.
		 */
		REMOVE,

		/**
		 * Change the timeout.
		 */
		TIMEOUT,

		/**
		 * Change the id.
		 */
		RENAME,

		/**
		 * End the session.
		 */
		INVALIDATE

	}

}
