package io.github.hazelcastjetty.session.codec;

import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthentication;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.saml2.provider.service.authentication.DefaultSaml2AuthenticatedPrincipal;
import org.springframework.security.saml2.provider.service.authentication.Saml2Authentication;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialParameters;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthentication;

/**
 * Values of Spring Security. {@link SpringValuesTests} has more of them.
 */
final class SecurityKinds {

	private static final List<GrantedAuthority> AUTHORITIES = AuthorityUtils.createAuthorityList("ROLE_USER");

	private SecurityKinds() {
	}

	static Stream<Kind> all() throws Exception {
		return Stream.of(logins(), requests(), failures()).flatMap(List::stream);
	}

	@SuppressWarnings("deprecation") // What is in sessions from before
	private static List<Kind> logins() throws Exception {
		User user = new User("ada", "secret", AUTHORITIES);
		DefaultOidcUser oidcUser = oidcUser();
		ImmutablePublicKeyCredentialUserEntity entity = (ImmutablePublicKeyCredentialUserEntity) entity();
		Map<String, List<Object>> attributes = new LinkedHashMap<>(
				Map.of("a", List.of(Instant.now(), true, "b", org.joda.time.Instant.now())));
		return List.of(
				context("login by a form", UsernamePasswordAuthenticationToken.authenticated(user, null, AUTHORITIES)),
				context("login by OIDC",
						new OAuth2AuthenticationToken(oidcUser, oidcUser.getAuthorities(), "provider")),
				context("login by a one-time token", new OneTimeTokenAuthentication(user, AUTHORITIES)),
				context("login by WebAuthn", new WebAuthnAuthentication(entity, AUTHORITIES)),
				context("login by SAML",
						new Saml2Authentication(new DefaultSaml2AuthenticatedPrincipal("ada", attributes, List.of("1")),
								"<response/>", AUTHORITIES)),
				context("login by X.509",
						new PreAuthenticatedAuthenticationToken(user, PlatformKinds.certificate(), AUTHORITIES)),
				Kind.of("claim that is a URL", oidcUser, DefaultOidcUser::getIssuer));
	}

	private static Kind context(String name, Authentication authentication) {
		return Kind.of(name, new SecurityContextImpl(authentication));
	}

	private static DefaultOidcUser oidcUser() throws Exception {
		Instant now = Instant.now();
		OidcIdToken token = new OidcIdToken("token", now, now.plusSeconds(60),
				new LinkedHashMap<>(Map.of("sub", "ada", "iss", new URL("https://127.0.0.1/realm"), "aud",
						List.of("client"), "address", Map.of("city", "London"))));
		OidcUserInfo info = new OidcUserInfo(Map.of("sub", "ada", "email", "ada@example.com"));
		return new DefaultOidcUser(List.of(new OidcUserAuthority(token, info)), token, info);
	}

	private static Object entity() {
		return ImmutablePublicKeyCredentialUserEntity.builder()
			.id(Bytes.fromBase64("YQ"))
			.name("ada")
			.displayName("Ada")
			.build();
	}

	private static List<Kind> requests() {
		Instant now = Instant.now();
		ClientRegistration client = ClientRegistration.withRegistrationId("provider")
			.clientId("client")
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.redirectUri("{baseUrl}/login")
			.authorizationUri("https://127.0.0.1/authorize")
			.tokenUri("https://127.0.0.1/token")
			.providerConfigurationMetadata(Map.of("issuer", "https://127.0.0.1"))
			.build();
		OAuth2AccessToken token = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "token", now,
				now.plusSeconds(60), Set.of("openid"));
		OAuth2AuthorizationRequest request = OAuth2AuthorizationRequest.authorizationCode()
			.authorizationUri("https://127.0.0.1/authorize")
			.clientId("client")
			.state("state")
			.attributes(Map.of("nonce", "a"))
			.build();
		PublicKeyCredentialCreationOptions options = PublicKeyCredentialCreationOptions.builder()
			.rp(PublicKeyCredentialRpEntity.builder().id("localhost").name("a").build())
			.user(ImmutablePublicKeyCredentialUserEntity.builder()
				.id(Bytes.fromBase64("YQ"))
				.name("ada")
				.displayName("Ada")
				.build())
			.challenge(Bytes.fromBase64("YQ"))
			.pubKeyCredParams(List.of(PublicKeyCredentialParameters.ES256))
			.timeout(Duration.ofMinutes(1))
			.build();
		return List.of(
				Kind.of("authorized clients",
						new LinkedHashMap<>(Map.of("provider",
								new OAuth2AuthorizedClient(client, "ada", token,
										new OAuth2RefreshToken("refresh", now)))),
						(clients) -> clients.get("provider").getAccessToken()),
				Kind.of("authorization request", request, OAuth2AuthorizationRequest::getAuthorizationRequestUri),
				Kind.of("WebAuthn request", options, PublicKeyCredentialCreationOptions::getChallenge),
				Kind.of("CSRF token", new DefaultCsrfToken("a", "b", "c"), DefaultCsrfToken::getToken),
				Kind.of("saved request", savedRequest(), DefaultSavedRequest::getRedirectUrl));
	}

	private static DefaultSavedRequest savedRequest() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/page");
		request.setCookies(new Cookie("theme", "dark"));
		request.setParameter("a", "b");
		return new DefaultSavedRequest(request, "continue");
	}

	private static List<Kind> failures() {
		return List.of(failure("failure of a login", new BadCredentialsException("a", new IllegalStateException("b"))),
				failure("failure of a directory",
						new InternalAuthenticationServiceException("a",
								new javax.naming.ServiceUnavailableException("b"))),
				failure("failure of a database",
						new InternalAuthenticationServiceException("a",
								new org.springframework.dao.DataAccessResourceFailureException("b",
										new java.sql.SQLTransientConnectionException("c")))),
				failure("failure of a provider",
						new OAuth2AuthenticationException(new OAuth2Error("invalid_token"), "a")));
	}

	private static Kind failure(String name, Exception failure) {
		return Kind.of(name, failure, (each) -> each.getMessage() + each.getCause());
	}

}
