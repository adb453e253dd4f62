package io.github.hazelcastjetty.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The life of a session as JSON. Reading never creates a session.
 */
@RestController
@RequestMapping("/api")
class SessionApi {

	private final NodeName nodeName;

	SessionApi(NodeName nodeName) {
		this.nodeName = nodeName;
	}

	@GetMapping("/session")
	SessionView session(HttpServletRequest request) {
		return SessionView.of(this.nodeName.of(request), request);
	}

	@PostMapping("/session")
	SessionView create(HttpServletRequest request) {
		request.getSession();
		return session(request);
	}

	@PostMapping("/counter")
	int count(HttpSession session) {
		return SessionAttributes.count(session);
	}

	/**
	 * Sets the counter and returns what it was before. Unlike counting it may be repeated
	 * by a balancer that lost the first answer, and still shows lost changes.
	 */
	@PutMapping("/counter")
	int setCounter(HttpSession session, @RequestParam int value) {
		int before = SessionAttributes.counter(session);
		session.setAttribute(SessionAttributes.COUNTER, value);
		return before;
	}

	@PostMapping("/timeout")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void timeout(HttpSession session, @RequestParam int seconds) {
		session.setMaxInactiveInterval(seconds);
	}

	@PostMapping("/change-id")
	String changeId(HttpServletRequest request) {
		request.getSession();
		return request.changeSessionId();
	}

	@PostMapping("/invalidate")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void invalidate(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.invalidate();
		}
	}

}
