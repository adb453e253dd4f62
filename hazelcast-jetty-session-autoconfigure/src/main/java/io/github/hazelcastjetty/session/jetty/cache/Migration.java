package io.github.hazelcastjetty.session.jetty.cache;

import java.util.Set;
import java.util.function.BiConsumer;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import org.eclipse.jetty.util.thread.AutoLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells attributes that their session has come to this node or is about to leave it
 * (Servlet 6.1, 7.7.2). Only what is known to be a listener is decoded for that. Bringing
 * a copy up to date that is here is no migration.
 */
final class Migration {

	private static final Logger logger = LoggerFactory.getLogger(Migration.class);

	private Migration() {
	}

	static void arrived(ClusteredSession session) {
		tell(session, HttpSessionActivationListener::sessionDidActivate);
	}

	static void leaving(ClusteredSession session) {
		tell(session, HttpSessionActivationListener::sessionWillPassivate);
	}

	private static void tell(ClusteredSession session,
			BiConsumer<HttpSessionActivationListener, HttpSessionEvent> event) {
		for (String name : listening(session)) {
			try {
				if (session.getAttribute(name) instanceof HttpSessionActivationListener listener) {
					event.accept(listener, new HttpSessionEvent((HttpSession) session.getApi()));
				}
			}
			catch (RuntimeException ex) {
				logger.warn("Session attribute '{}' failed when its session changed the node", name, ex);
			}
		}
	}

	private static Set<String> listening(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			return session.data().listening();
		}
	}

}
