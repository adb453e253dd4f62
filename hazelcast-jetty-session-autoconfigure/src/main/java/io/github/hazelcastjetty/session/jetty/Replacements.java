package io.github.hazelcastjetty.session.jetty;

import java.util.LinkedHashSet;
import java.util.Set;

import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.FileSessionDataStore;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionDataStore;
import org.eclipse.jetty.session.SessionIdManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the application has set up for the sessions of a server, and which is not going to
 * be used. Not what Spring Boot does for {@code server.servlet.session.persistent}, which
 * DevTools set.
 */
final class Replacements {

	private static final Logger logger = LoggerFactory.getLogger(Replacements.class);

	private final Set<String> replaced = new LinkedHashSet<>();

	void note(SessionIdManager ids) {
		this.replaced.add(ids.getClass().getName());
	}

	void note(SessionHandler handler) {
		if (handler.getClass() != SessionHandler.class) {
			this.replaced.add(handler.getClass().getName());
		}
		SessionCache cache = handler.getSessionCache();
		if (cache != null) {
			note(cache);
		}
	}

	private void note(SessionCache cache) {
		SessionDataStore dataStore = cache.getSessionDataStore();
		if (cache.getClass() != DefaultSessionCache.class) {
			this.replaced.add(cache.getClass().getName());
		}
		if (isOfTheApplication(dataStore)) {
			this.replaced.add(dataStore.getClass().getName());
		}
	}

	private static boolean isOfTheApplication(@Nullable SessionDataStore dataStore) {
		return dataStore != null && dataStore.getClass() != FileSessionDataStore.class;
	}

	void log() {
		if (!this.replaced.isEmpty()) {
			logger.warn("Not used, because sessions are kept in Hazelcast: {}. Remove them, or set "
					+ "'hazelcast.jetty.session.enabled' to false.", String.join(", ", this.replaced));
		}
	}

}
