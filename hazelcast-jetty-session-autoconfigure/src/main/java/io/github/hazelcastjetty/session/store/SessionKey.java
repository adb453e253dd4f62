package io.github.hazelcastjetty.session.store;

/**
 * Key of a session in the store: its name, and the context that it belongs to where that
 * is not the default one. The name is the public part of the session's id. Nobody can use
 * a session by its name, so it may be logged and shown to operators.
 *
 * @param name the name of the session
 * @param scope the context path and virtual host of the web application, empty for the
 * root context without virtual hosts; begins with a character that no name contains
 * @since 1.0.0
 */
public record SessionKey(String name, String scope) {

	/**
	 * Create a key for a session of the default context.
	 * @param name the name of the session
	 * @return the key
	 */
	public static SessionKey of(String name) {
		return new SessionKey(name, "");
	}

	/**
	 * Split a stored key into name and scope.
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
	 * Return the key under which the session is stored.
	 * @return the name followed by the scope
	 */
	public String value() {
		return this.name.concat(this.scope);
	}

	@Override
	public String toString() {
		return value();
	}

}
