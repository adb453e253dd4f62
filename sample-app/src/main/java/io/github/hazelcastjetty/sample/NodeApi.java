package io.github.hazelcastjetty.sample;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What can be asked of a node. None of it touches a session.
 */
@RestController
@RequestMapping("/api")
class NodeApi {

	private final NodeName nodeName;

	private final SessionEvents events;

	NodeApi(NodeName nodeName, SessionEvents events) {
		this.nodeName = nodeName;
		this.events = events;
	}

	@GetMapping("/none")
	String none(HttpServletRequest request) {
		return this.nodeName.of(request);
	}

	/**
	 * What the session listener of this node was told, oldest first.
	 * @param note only sessions with this note, or {@code null} for all
	 */
	@GetMapping("/events")
	List<SessionEvent> events(@RequestParam(required = false) @Nullable String note) {
		return this.events.events().stream().filter((event) -> note == null || note.equals(event.note())).toList();
	}

}
