package io.github.hazelcastjetty.rules.races;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import com.hazelcast.core.HazelcastInstance;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * All that can be done to a session, one thing at a time. Only the first creates one; the
 * others answer 404 if there is none, and 409 if it ends while they use it.
 */
@RestController
@RequestMapping("/rules/races")
class RaceController {

	/**
	 * The attribute by which the tests know a session, whatever its id is.
	 */
	static final String NAME = "race";

	private static final String PADDING = "~";

	private final ObjectProvider<HazelcastInstance> instances;

	RaceController(@Qualifier("hazelcastJettySessionInstance") ObjectProvider<HazelcastInstance> instances) {
		this.instances = instances;
	}

	@PostMapping("/create")
	ResponseEntity<String> create(HttpServletRequest request, @RequestParam String name) {
		HttpSession session = request.getSession();
		if (!session.isNew()) {
			return ResponseEntity.status(HttpStatus.CONFLICT).body("There is a session");
		}
		session.setAttribute(NAME, name);
		return ResponseEntity.ok(session.getId());
	}

	@GetMapping("/read")
	ResponseEntity<State> read(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			return ResponseEntity.notFound().build();
		}
		try {
			Map<String, String> attributes = new TreeMap<>();
			for (String name : Collections.list(session.getAttributeNames())) {
				Object value = session.getAttribute(name);
				if (value != null) {
					attributes.put(name, show(value.toString()));
				}
			}
			return ResponseEntity.ok(new State(session.getId(), session.getMaxInactiveInterval(), attributes));
		}
		catch (IllegalStateException ex) {
			return ResponseEntity.status(HttpStatus.CONFLICT).build();
		}
	}

	@PostMapping("/set")
	ResponseEntity<String> set(HttpServletRequest request, @RequestParam String attribute, @RequestParam String token,
			@RequestParam int size) {
		return use(request, (session) -> session.setAttribute(attribute, padded(token, size)));
	}

	/**
	 * Sets two attributes that are to be the same ever after, only one of which is large.
	 */
	@PostMapping("/pair")
	ResponseEntity<String> pair(HttpServletRequest request, @RequestParam String attribute, @RequestParam String token,
			@RequestParam int size) {
		return use(request, (session) -> {
			session.setAttribute(attribute, token);
			session.setAttribute(attribute + "-twin", padded(token, size));
		});
	}

	@PostMapping("/remove")
	ResponseEntity<String> remove(HttpServletRequest request, @RequestParam String attribute) {
		return use(request, (session) -> session.removeAttribute(attribute));
	}

	/**
	 * Changes an attribute in place: it is set only where there was none.
	 */
	@PostMapping("/change")
	ResponseEntity<String> change(HttpServletRequest request, @RequestParam String attribute,
			@RequestParam String token, @RequestParam int size) {
		return use(request, (session) -> {
			Tokens tokens = (Tokens) session.getAttribute(attribute);
			if (tokens != null) {
				tokens.add(token);
				return;
			}
			Tokens first = new Tokens(size);
			first.add(token);
			session.setAttribute(attribute, first);
		});
	}

	@PostMapping("/timeout")
	ResponseEntity<String> timeout(HttpServletRequest request, @RequestParam int seconds) {
		return use(request, (session) -> session.setMaxInactiveInterval(seconds));
	}

	@PostMapping("/rename")
	ResponseEntity<String> rename(HttpServletRequest request) {
		return use(request, (session) -> request.changeSessionId());
	}

	@PostMapping("/invalidate")
	ResponseEntity<String> invalidate(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			return ResponseEntity.notFound().build();
		}
		try {
			session.invalidate();
			return ResponseEntity.ok("");
		}
		catch (IllegalStateException ex) {
			return ResponseEntity.status(HttpStatus.CONFLICT).build();
		}
	}

	/**
	 * Whether another member may die without anything being lost.
	 */
	@GetMapping("/safe")
	boolean safe() {
		return this.instances.getObject().getPartitionService().isClusterSafe();
	}

	private static ResponseEntity<String> use(HttpServletRequest request, Consumer<HttpSession> action) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			return ResponseEntity.notFound().build();
		}
		try {
			action.accept(session);
			return ResponseEntity.ok(session.getId());
		}
		catch (IllegalStateException ex) {
			return ResponseEntity.status(HttpStatus.CONFLICT).build();
		}
	}

	private static String padded(String token, int size) {
		return token + PADDING.repeat(Math.max(0, size - token.length()));
	}

	/**
	 * A value without its padding, if that is all it should be.
	 */
	private static String show(String value) {
		int end = value.indexOf(PADDING);
		if (end < 0) {
			return value;
		}
		boolean whole = value.substring(end).chars().allMatch((c) -> c == PADDING.charAt(0));
		return whole ? value.substring(0, end) : "damaged: " + value;
	}

	/**
	 * A session.
	 *
	 * @param id its id
	 * @param timeout its timeout in seconds
	 * @param attributes its attributes by name
	 */
	record State(@Nullable String id, int timeout, Map<String, String> attributes) {

	}

}
