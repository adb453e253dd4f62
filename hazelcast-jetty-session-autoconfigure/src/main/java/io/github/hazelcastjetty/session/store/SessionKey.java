package io.github.hazelcastjetty.session.store;

/**
 * Name of a session in the store: its id, and the context that it belongs to where that
 * is not the default one. The id is a secret of its user, so {@link #toString()} does not
 * reveal it.
 *
 * @param id the session id without the suffix of a worker
 * @param scope the context path and virtual host of the web application, empty for the
 * root context without virtual hosts; begins with a character that no id contains
 * @since 1.0.0
 */
public record SessionKey(String id, String scope) {

	/**
	 * Create a key for a session of the default context.
	 * @param id the session id
	 * @return the key
	 */
	public static SessionKey of(String id) {
		return new SessionKey(id, "");
	}

	/**
	 * Split a stored name into id and scope.
	 * @param value what {@link #value()} returned
	 * @return the key
	 */
	public static SessionKey parse(String value) {
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '/' || c == '|') {
				return new SessionKey(value.substring(0, i), value.substring(i));
			}
		}
		return of(value);
	}

	/**
	 * Return the key of the same context for another id.
	 * @param newId the other id
	 * @return the key
	 */
	public SessionKey withId(String newId) {
		return new SessionKey(newId, this.scope);
	}

	/**
	 * Return the name under which the session is stored.
	 * @return the id followed by the scope
	 */
	public String value() {
		return this.id.concat(this.scope);
	}

	@Override
	public String toString() {
		return "[masked]" + this.scope;
	}

}
