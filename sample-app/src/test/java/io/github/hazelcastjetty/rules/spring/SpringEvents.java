package io.github.hazelcastjetty.rules.spring;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.context.event.EventListener;
import org.springframework.security.web.session.HttpSessionCreatedEvent;
import org.springframework.security.web.session.HttpSessionDestroyedEvent;
import org.springframework.security.web.session.HttpSessionIdChangedEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Remembers the events that Spring Security published on this node.
 */
@RestController
class SpringEvents {

	private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();

	@EventListener
	void created(HttpSessionCreatedEvent event) {
		this.events.add(new Event(event.getSession().getId(), "created", ""));
	}

	@EventListener
	void renamed(HttpSessionIdChangedEvent event) {
		this.events.add(new Event(event.getNewSessionId(), "renamed", event.getOldSessionId()));
	}

	@EventListener
	void destroyed(HttpSessionDestroyedEvent event) {
		String users = String.join(",",
				event.getSecurityContexts().stream().map((context) -> context.getAuthentication().getName()).toList());
		this.events.add(new Event(event.getId(), "destroyed", users));
	}

	@GetMapping("/rules/spring/events")
	List<Event> events(@RequestParam String session) {
		return this.events.stream().filter((event) -> event.session().equals(session)).toList();
	}

	/**
	 * An event.
	 *
	 * @param session the id of the session at that time
	 * @param type the kind of event
	 * @param detail the id before, or who was logged in at the end
	 */
	record Event(String session, String type, String detail) {

	}

}
