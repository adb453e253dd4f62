package io.github.hazelcastjetty.sample;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Remembers the last session events of this node. It keeps what the listener could read,
 * never the session itself.
 */
@Component
class SessionEvents implements HttpSessionListener {

	private static final int CAPACITY = 10_000;

	private final Clock clock = Clock.systemUTC();

	private final Deque<SessionEvent> events = new ArrayDeque<>();

	@Override
	public void sessionCreated(HttpSessionEvent event) {
		remember("created", event.getSession());
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		remember("destroyed", event.getSession());
	}

	synchronized List<SessionEvent> events() {
		return new ArrayList<>(this.events);
	}

	private void remember(String type, HttpSession session) {
		SessionEvent event = read(type, session);
		synchronized (this) {
			if (this.events.size() == CAPACITY) {
				this.events.removeFirst();
			}
			this.events.addLast(event);
		}
	}

	private SessionEvent read(String type, HttpSession session) {
		try {
			List<String> names = Collections.list(session.getAttributeNames());
			long readable = names.stream().map(session::getAttribute).filter((value) -> value != null).count();
			return new SessionEvent(type, this.clock.millis(), (int) readable, note(session));
		}
		catch (IllegalStateException ex) {
			return new SessionEvent(type, this.clock.millis(), -1, null);
		}
	}

	private @Nullable String note(HttpSession session) {
		Object note = session.getAttribute(SessionAttributes.NOTE);
		return (note != null) ? note.toString() : null;
	}

}
