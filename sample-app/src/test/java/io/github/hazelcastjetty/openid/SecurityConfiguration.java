package io.github.hazelcastjetty.openid;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Guards what is below {@code /private} by the identity provider that the property
 * {@code provider} names.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	@Bean
	SecurityFilterChain privatePages(HttpSecurity http) {
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/private/**").authenticated().anyRequest().permitAll())
			.csrf(AbstractHttpConfigurer::disable)
			.oauth2Login(Customizer.withDefaults())
			.build();
	}

	@Bean
	ClientRegistrationRepository clientRegistrations(@Value("${provider}") String provider) {
		return new InMemoryClientRegistrationRepository(ClientRegistration.withRegistrationId("provider")
			.clientId("shop")
			.clientSecret("secret")
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
			.scope("openid")
			.issuerUri(provider)
			.authorizationUri(provider + "/authorize")
			.tokenUri(provider + "/token")
			.jwkSetUri(provider + "/keys")
			.userNameAttributeName("sub")
			.build());
	}

	/**
	 * Spring Security's default keeps the tokens in the memory of one node.
	 */
	@Bean
	OAuth2AuthorizedClientRepository authorizedClients() {
		return new HttpSessionOAuth2AuthorizedClientRepository();
	}

}
