package io.github.hazelcastjetty.rules.spring;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Pages for users who have logged in, and the pages where they do so.
 */
@RestController
class SecuredController {

	private static final String NOTE = "note";

	@GetMapping({ "/secured/login", "/secured/{chain}/login" })
	LoginPage login(HttpServletRequest request, CsrfToken token) {
		return new LoginPage(token.getToken(), request.getQueryString());
	}

	@GetMapping({ "/secured/page", "/secured/{chain}/page" })
	Page page(HttpSession session, Authentication authentication) {
		return new Page(authentication.getName(), authentication instanceof RememberMeAuthenticationToken,
				session.getId(), (String) session.getAttribute(NOTE));
	}

	@GetMapping({ "/secured/csrf", "/secured/{chain}/csrf" })
	String csrf(CsrfToken token) {
		return token.getToken();
	}

	@PostMapping("/secured/note")
	void note(HttpSession session, @RequestParam String text) {
		session.setAttribute(NOTE, text);
	}

	/**
	 * A login page.
	 *
	 * @param csrf what a login has to bring along
	 * @param reason why the user is here
	 */
	record LoginPage(String csrf, @Nullable String reason) {

	}

	/**
	 * A protected page.
	 *
	 * @param user who has logged in
	 * @param remembered whether a cookie has done so
	 * @param session the session
	 * @param note what the user has left in it
	 */
	record Page(String user, boolean remembered, String session, @Nullable String note) {

	}

}
