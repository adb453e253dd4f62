package io.github.hazelcastjetty.session.jetty;

import org.eclipse.jetty.ee11.servlet.SessionHandler;

/**
 * The settings and listeners of a session handler.
 */
final class SessionHandlerSettings {

	private SessionHandlerSettings() {
	}

	/**
	 * Take over what has been configured so far.
	 */
	static void copy(SessionHandler from, SessionHandler to) {
		to.setMaxInactiveInterval(from.getMaxInactiveInterval());
		to.setUsingCookies(from.isUsingCookies());
		to.setUsingUriParameters(from.isUsingUriParameters());
		to.setSecureRequestOnly(from.isSecureRequestOnly());
		to.setRefreshCookieAge(from.getRefreshCookieAge());
		to.setCheckingRemoteSessionIdEncoding(from.isCheckingRemoteSessionIdEncoding());
		from.getSessionCookieAttributes().forEach(to::setSessionCookieAttribute);
		if (from.getSessionCookie() != null) {
			to.setSessionCookie(from.getSessionCookie());
		}
		if (from.getSessionIdPathParameterName() != null) {
			to.setSessionIdPathParameterName(from.getSessionIdPathParameterName());
		}
		from.getEventListeners().forEach(to::addEventListener);
	}

}
