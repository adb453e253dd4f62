package io.github.hazelcastjetty.rules.requests;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Links that lead back to the session.
 */
@RestController
class UrlApi {

	@PostMapping(path = "/rules/requests/encode", produces = MediaType.TEXT_PLAIN_VALUE)
	String encode(HttpSession session, HttpServletResponse response) {
		return response.encodeURL("/api/session");
	}

}
