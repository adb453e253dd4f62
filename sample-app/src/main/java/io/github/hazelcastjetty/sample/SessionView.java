package io.github.hazelcastjetty.sample;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * The session of a request as this node sees it. Looking never creates a session.
 *
 * @param node the node that served the request
 * @param origin how the session came to this node, or {@code null} if there is none
 * @param id the whole id, or {@code null} without a session: the client that asks has it
 * in its cookie anyway
 * @param isNew whether the client does not know of the session yet
 * @param creationTime milliseconds since 1970, 0 without a session
 * @param lastAccessedTime milliseconds since 1970, 0 without a session
 * @param maxInactiveInterval seconds, 0 without a session
 * @param attributes what the session holds, by name
 */
record SessionView(String node, @Nullable String origin, @Nullable String id, @JsonProperty("isNew") boolean isNew,
		long creationTime, long lastAccessedTime, int maxInactiveInterval, Map<String, AttributeView> attributes) {

	/**
	 * The request attribute in which the session manager tells how it came by the
	 * session.
	 */
	static final String ORIGIN = "io.github.hazelcastjetty.session.origin";

	static SessionView of(String node, HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			return new SessionView(node, null, null, false, 0, 0, 0, Collections.emptyMap());
		}
		Map<String, AttributeView> attributes = new TreeMap<>();
		for (String name : Collections.list(session.getAttributeNames())) {
			Object value = session.getAttribute(name);
			// Another request may have removed it since the names were asked for
			if (value != null) {
				attributes.put(name, AttributeView.of(value));
			}
		}
		return new SessionView(node, origin(request), session.getId(), session.isNew(), session.getCreationTime(),
				session.getLastAccessedTime(), session.getMaxInactiveInterval(), attributes);
	}

	private static @Nullable String origin(HttpServletRequest request) {
		Object origin = request.getAttribute(ORIGIN);
		return (origin != null) ? origin.toString() : null;
	}

}
