package io.github.hazelcastjetty.session.store;

/**
 * A session is stored in a form that this version of the library does not know. It is
 * left as it is, for those who know it.
 *
 * @since 1.0.0
 */
public final class UnreadableSessionException extends SessionStoreException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what was found, and in which session, by its name
	 */
	public UnreadableSessionException(String message) {
		super(message, null);
	}

}
