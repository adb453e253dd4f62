package io.github.hazelcastjetty.openid;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A page for users who have logged in.
 */
@RestController
class PrivateController {

	private final OAuth2AuthorizedClientRepository clients;

	PrivateController(OAuth2AuthorizedClientRepository clients) {
		this.clients = clients;
	}

	@GetMapping("/private/page")
	Page page(Authentication authentication, HttpServletRequest request) {
		OAuth2AuthorizedClient client = this.clients.loadAuthorizedClient("provider", authentication, request);
		return new Page(authentication.getName(), authentication.getPrincipal().getClass().getSimpleName(),
				(client != null) ? client.getAccessToken().getTokenValue() : null);
	}

	/**
	 * What the page shows.
	 *
	 * @param user who has logged in
	 * @param kind the class of the principal
	 * @param token the token of the user for other services
	 */
	record Page(String user, String kind, @Nullable String token) {

	}

}
