package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.MapSession;

import io.github.hazelcastjetty.session.store.ClusteredSessions;

/**
 * Lets Spring Boot's {@code sessions} endpoint look at our sessions, and end them. It
 * must not become a bean: {@link SpringSession#keepsSessions()} would take Spring Session
 * for the one that keeps the sessions.
 * <p>
 * Session ids are our session names here. Attributes have empty values: the endpoint
 * shows their names only.
 */
final class ClusteredSessionRepository implements FindByIndexNameSessionRepository<MapSession> {

	private final ClusteredSessions sessions;

	ClusteredSessionRepository(ClusteredSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public @Nullable MapSession findById(String name) {
		ClusteredSessions.Details found = this.sessions.find(name);
		if (found == null) {
			return null;
		}
		ClusteredSessions.Summary summary = found.session();
		MapSession session = new MapSession(summary.name());
		session.setCreationTime(summary.created());
		session.setLastAccessedTime(summary.lastAccessed());
		session.setMaxInactiveInterval((summary.expires() != null)
				? Duration.between(summary.lastAccessed(), summary.expires()) : Duration.ofSeconds(-1));
		found.attributes().forEach((attribute) -> session.setAttribute(attribute.name(), ""));
		return session;
	}

	/**
	 * Return the sessions of a user, a thousand at most. Each one is read for the names
	 * of its attributes.
	 */
	@Override
	public Map<String, MapSession> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		Map<String, MapSession> found = new LinkedHashMap<>();
		if (!indexName.equals(PRINCIPAL_NAME_INDEX_NAME)) {
			return found;
		}
		String after = null;
		do {
			ClusteredSessions.Result result = this.sessions.search(new ClusteredSessions.Query(indexValue, null, null,
					null, after, ClusteredSessions.MAX_LIMIT - found.size()));
			for (ClusteredSessions.Summary summary : result.sessions()) {
				MapSession session = findById(summary.name());
				if (session != null) {
					found.put(session.getId(), session);
				}
			}
			after = result.next();
		}
		while (after != null && found.size() < ClusteredSessions.MAX_LIMIT);
		return found;
	}

	@Override
	public void deleteById(String name) {
		this.sessions.endSession(name);
	}

	@Override
	public MapSession createSession() {
		throw new UnsupportedOperationException("Sessions are created by requests");
	}

	@Override
	public void save(MapSession session) {
		throw new UnsupportedOperationException("Sessions are stored by requests");
	}

}
