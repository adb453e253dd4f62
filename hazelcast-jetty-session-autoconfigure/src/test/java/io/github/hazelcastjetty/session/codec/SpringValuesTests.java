package io.github.hazelcastjetty.session.codec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.context.request.SessionScope;
import org.springframework.web.servlet.FlashMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Spring itself keeps in sessions passes the default filter and comes back whole.
 */
class SpringValuesTests {

	private final JavaAttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(AllowedClasses.DEFAULTS));

	private final List<GrantedAuthority> authorities = List.of(new SimpleGrantedAuthority("ROLE_USER"),
			FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
				.issuedAt(Instant.now())
				.build());

	private final UserDetails user = new User("ada", "secret", this.authorities);

	@Test
	void securityContexts() throws Exception {
		Authentication original = UsernamePasswordAuthenticationToken.authenticated("operator", null, this.authorities);
		List<GrantedAuthority> switched = new ArrayList<>(this.authorities);
		switched.add(new SwitchUserGrantedAuthority("ROLE_PREVIOUS", original));
		UsernamePasswordAuthenticationToken login = UsernamePasswordAuthenticationToken.authenticated(this.user, null,
				switched);
		login.setDetails(new WebAuthenticationDetails(request()));
		for (Authentication authentication : List.of(login,
				UsernamePasswordAuthenticationToken.unauthenticated("ada", "secret"),
				new RememberMeAuthenticationToken("key", this.user, this.authorities),
				new PreAuthenticatedAuthenticationToken(this.user, "certificate", this.authorities),
				new AnonymousAuthenticationToken("key", "nobody", AuthorityUtils.createAuthorityList("ROLE_NOBODY")))) {
			SecurityContextImpl context = new SecurityContextImpl(authentication);
			assertThat(roundTrip(context)).isEqualTo(context).isNotSameAs(context);
		}
	}

	@Test
	void csrfTokensAndSavedRequests() throws Exception {
		DefaultCsrfToken token = roundTrip(new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "token"));
		assertThat(token.getToken()).isEqualTo("token");
		DefaultSavedRequest saved = roundTrip(new DefaultSavedRequest(request(), "continue"));
		assertThat(saved.getRedirectUrl()).isEqualTo("http://localhost/page?step=1&continue");
		assertThat(saved.getCookies()).singleElement().extracting(Cookie::getValue).isEqualTo("dark");
		assertThat(saved.getParameterValues("step")).containsExactly("1");
		assertThat(saved.getLocales()).isNotEmpty();
	}

	@Test
	void failuresOfALogin() throws Exception {
		BadCredentialsException failure = new BadCredentialsException("wrong", new IllegalStateException("cause"));
		failure.setAuthenticationRequest(UsernamePasswordAuthenticationToken.unauthenticated("ada", "wrong"));
		BadCredentialsException copy = roundTrip(failure);
		assertThat(copy).hasMessage("wrong").hasRootCauseMessage("cause");
		assertThat(roundTrip(new LockedException("locked"))).hasMessage("locked");
	}

	@Test
	void flashMapsAndSessionInformation() throws Exception {
		FlashMap flash = new FlashMap();
		flash.put("message", "saved");
		flash.setTargetRequestPath("/thanks");
		flash.addTargetRequestParam("order", "1");
		flash.startExpirationPeriod(180);
		CopyOnWriteArrayList<FlashMap> maps = new CopyOnWriteArrayList<>(List.of(flash));
		assertThat(roundTrip(maps)).isEqualTo(maps);
		SessionInformation information = new SessionInformation(this.user, "id", new Date());
		assertThat(roundTrip(information).getPrincipal()).isEqualTo(this.user);
	}

	@Test
	void callbackThatDestroysABeanStaysOnItsNode() {
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request()));
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.getBeanFactory().registerScope("session", new SessionScope());
			context.registerBean("bean", DisposableList.class, (definition) -> definition.setScope("session"));
			context.refresh();
			context.getBean("bean");
			HttpSession session = ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes())
				.getRequest()
				.getSession();
			Object callback = session.getAttribute(ServletRequestAttributes.DESTRUCTION_CALLBACK_NAME_PREFIX + "bean");
			assertThat(callback).isNotNull();
			// It would call whatever method of whatever object its bytes name
			assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.codec.encode("a", callback))
				.withMessageContaining("DisposableBeanAdapter");
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
		}
	}

	private static MockHttpServletRequest request() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/page");
		request.setQueryString("step=1");
		request.setParameter("step", "1");
		request.addHeader("Accept-Language", "de");
		request.setCookies(new Cookie("theme", "dark"));
		return request;
	}

	@SuppressWarnings("unchecked")
	private <T> T roundTrip(T value) throws AttributeCodecException {
		return (T) this.codec.decode("a", this.codec.encode("a", value));
	}

	@SuppressWarnings("serial")
	static class DisposableList extends ArrayList<String> implements DisposableBean {

		@Override
		public void destroy() {
		}

	}

}
