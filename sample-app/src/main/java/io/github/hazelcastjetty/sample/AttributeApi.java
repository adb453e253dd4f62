package io.github.hazelcastjetty.sample;

import java.util.Collections;
import java.util.List;
import java.util.Random;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Single attributes of the session. Only setting one creates a session.
 */
@RestController
@RequestMapping("/api/attributes")
class AttributeApi {

	private static final int LARGEST = 16 * 1024 * 1024;

	@GetMapping
	List<String> names(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return (session != null) ? Collections.list(session.getAttributeNames()).stream().sorted().toList()
				: Collections.emptyList();
	}

	@GetMapping(path = "/{name}", produces = MediaType.TEXT_PLAIN_VALUE)
	ResponseEntity<String> get(HttpServletRequest request, @PathVariable String name) {
		HttpSession session = request.getSession(false);
		Object value = (session != null) ? session.getAttribute(name) : null;
		return (value != null) ? ResponseEntity.ok(AttributeView.of(value).value()) : ResponseEntity.notFound().build();
	}

	@RequestMapping(path = "/{name}", method = { RequestMethod.POST, RequestMethod.PUT })
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void set(HttpSession session, @PathVariable String name, @RequestBody(required = false) @Nullable String value) {
		session.setAttribute(name, (value != null) ? value : "");
	}

	@DeleteMapping("/{name}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void remove(HttpServletRequest request, @PathVariable String name) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.removeAttribute(name);
		}
	}

	/**
	 * Sets bytes that do not compress, other ones each time.
	 */
	@PostMapping("/{name}/fill")
	ResponseEntity<Void> fill(HttpSession session, @PathVariable String name, @RequestParam int bytes) {
		if (bytes < 0 || bytes > LARGEST) {
			return ResponseEntity.badRequest().build();
		}
		byte[] value = new byte[bytes];
		new Random().nextBytes(value);
		session.setAttribute(name, value);
		return ResponseEntity.noContent().build();
	}

}
