package io.github.hazelcastjetty.rules;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Remembers what the listeners of this node were told, oldest first, and tells it at
 * {@code /rules/events?session=<id>}.
 */
@Component
@RestController
public class AllEvents implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener {

	// Static, because listeners that are attributes are created by nobody we know, and
	// there may be several applications in this Java virtual machine
	private static final ConcurrentLinkedQueue<Told> EVENTS = new ConcurrentLinkedQueue<>();

	private final ServletContext servletContext;

	AllEvents(ServletContext servletContext) {
		this.servletContext = servletContext;
	}

	/**
	 * Adds what a listener was told.
	 * @param session the session
	 * @param type the kind of event
	 * @param detail what it was about
	 */
	public static void add(HttpSession session, String type, @Nullable Object detail) {
		EVENTS.add(new Told(session.getServletContext(), new Event(session.getId(), type, Objects.toString(detail))));
	}

	@Override
	public void sessionCreated(HttpSessionEvent event) {
		add(event.getSession(), "created", "");
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		add(event.getSession(), "destroyed", "");
	}

	@Override
	public void attributeAdded(HttpSessionBindingEvent event) {
		add(event.getSession(), "added", event.getName());
	}

	@Override
	public void attributeRemoved(HttpSessionBindingEvent event) {
		add(event.getSession(), "removed", event.getName());
	}

	@Override
	public void attributeReplaced(HttpSessionBindingEvent event) {
		add(event.getSession(), "replaced", event.getName());
	}

	@Override
	public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
		add(event.getSession(), "renamed", oldSessionId);
	}

	@GetMapping("/rules/events")
	List<Event> events(@RequestParam String session) {
		return EVENTS.stream()
			.filter((told) -> told.application() == this.servletContext)
			.map(Told::event)
			.filter((event) -> event.session().equals(session))
			.toList();
	}

	/**
	 * What a listener was told.
	 *
	 * @param session the id of the session at that time
	 * @param type the kind of event
	 * @param detail what it was about
	 */
	record Event(String session, String type, String detail) {

	}

	/**
	 * Which application was told it.
	 *
	 * @param application the application
	 * @param event what it was told
	 */
	private record Told(ServletContext application, Event event) {

	}

}
