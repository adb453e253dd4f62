package io.github.hazelcastjetty.session.codec;

import java.io.Serializable;
import java.net.URI;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Range;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.ui.ExtendedModelMap;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.BindException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.DataBinder;
import org.springframework.validation.MapBindingResult;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.i18n.SessionLocaleResolver;
import org.springframework.webflow.core.collection.LocalAttributeMap;

/**
 * Values of Spring, but for Spring Security.
 */
final class SpringKinds {

	private SpringKinds() {
	}

	static Stream<Kind> all() throws Exception {
		return Stream.of(mvc(), validation(), data(), others()).flatMap(List::stream);
	}

	private static List<Kind> mvc() {
		FlashMap flash = new FlashMap();
		flash.put("message", new DefaultMessageSourceResolvable(new String[] { "saved" }, new Object[] { 1 }, "Saved"));
		flash.put("errors", result(new Form()));
		flash.setTargetRequestPath("/thanks");
		flash.startExpirationPeriod(180);
		LinkedMultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
		parameters.add("a", "b");
		LinkedCaseInsensitiveMap<String> insensitive = new LinkedCaseInsensitiveMap<>();
		insensitive.put("A", "b");
		HttpHeaders headers = new HttpHeaders();
		headers.add("a", "b");
		return List.of(
				Kind.of("flash attributes", new CopyOnWriteArrayList<>(List.of(flash)),
						(maps) -> maps.get(0).getTargetRequestPath() + maps.get(0).get("message")),
				Kind.of("model", new ExtendedModelMap().addAttribute("a", 1)),
				Kind.of("locale of a resolver", localeAttributes().get(0)),
				Kind.of("time zone of a resolver", localeAttributes().get(1)), Kind.of("parameters", parameters),
				Kind.of("case-insensitive map", insensitive), Kind.of("media type", MediaType.APPLICATION_JSON),
				Kind.of("method", HttpMethod.GET), Kind.of("status", HttpStatus.OK), Kind.of("headers", headers),
				Kind.of("response status failure", new ResponseStatusException(HttpStatus.NOT_FOUND, "a"),
						ResponseStatusException::getReason));
	}

	private static List<Object> localeAttributes() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		new SessionLocaleResolver().setLocaleContext(request, new MockHttpServletResponse(),
				new org.springframework.context.i18n.SimpleTimeZoneAwareLocaleContext(Locale.FRANCE,
						TimeZone.getTimeZone("Europe/Paris")));
		return List.of(request.getSession().getAttribute(SessionLocaleResolver.LOCALE_SESSION_ATTRIBUTE_NAME),
				request.getSession().getAttribute(SessionLocaleResolver.TIME_ZONE_SESSION_ATTRIBUTE_NAME));
	}

	private static List<Kind> validation() {
		MapBindingResult map = new MapBindingResult(new LinkedHashMap<>(), "map");
		map.rejectValue("a", "b", new Object[] { 1 }, "c");
		DataBinder binder = new DataBinder(new Form(), "form");
		binder.bind(new org.springframework.beans.MutablePropertyValues(Map.of("count", "many")));
		return List.of(Kind.of("errors of a form", result(new Form()), BindingResult::getAllErrors),
				Kind.of("errors of a map", map, BindingResult::getAllErrors),
				Kind.of("errors of types", binder.getBindingResult(), BindingResult::getAllErrors),
				Kind.of("failure to bind", new BindException(new Form(), "form"), BindException::getObjectName),
				Kind.of("errors of Bean Validation", validated(), (each) -> each.getAllErrors().toString()));
	}

	private static BindingResult result(Form form) {
		BindingResult result = new BeanPropertyBindingResult(form, "form");
		result.rejectValue("name", "empty", new Object[] { 1, "a" }, "must not be empty");
		result.reject("bad");
		return result;
	}

	private static BindingResult validated() {
		try (LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean()) {
			validator.afterPropertiesSet();
			BindingResult result = new BeanPropertyBindingResult(new Form(), "form");
			validator.validate(new Form(), result);
			return result;
		}
	}

	private static java.util.Set<ConstraintViolation<Form>> violations() {
		try (jakarta.validation.ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
			Validator validator = factory.getValidator();
			return validator.validate(new Form());
		}
	}

	private static List<Kind> data() {
		PageRequest request = PageRequest.of(1, 10, Sort.by("a").descending().and(Sort.by("b")));
		Page<String> page = new PageImpl<>(List.of("x"), request, 11);
		return List.of(Kind.of("page", page), Kind.of("page request", request), Kind.of("sort", Sort.by("a")),
				Kind.of("unsorted", Sort.unsorted()), Kind.of("point", new Point(1, 2)),
				Kind.of("distance", new Distance(1, Metrics.KILOMETERS)),
				Kind.of("failure of the data access",
						new DataIntegrityViolationException("a",
								new java.sql.SQLIntegrityConstraintViolationException("b")),
						(failure) -> failure.getMessage()));
	}

	private static List<Kind> others() {
		return List.of(Kind.of("scoped bean", new Basket(List.of("a")), (basket) -> basket.items),
				Kind.of("attributes of a web flow", new LocalAttributeMap<>(Map.of("a", 1))));
	}

	/**
	 * What cannot arrive, with what the message has to name.
	 */
	static Map<Kind, String> impossible() {
		Map<Kind, String> kinds = new LinkedHashMap<>();
		kinds.put(Kind.of("uploaded file", new MockMultipartFile("a", new byte[1])), "MockMultipartFile");
		kinds.put(Kind.of("resource", new ByteArrayResource(new byte[1])), "ByteArrayResource");
		kinds.put(Kind.of("cookie of a response", ResponseCookie.from("a", "b").build()), "ResponseCookie");
		kinds.put(Kind.of("position to scroll to", ScrollPosition.offset(1)), "OffsetScrollPosition");
		kinds.put(Kind.of("range of Spring Data", Range.closed(1, 2)), "org.springframework.data.domain.Range");
		kinds.put(Kind.of("violations of constraints", new ConstraintViolationException(violations())),
				"jakarta.validation.constraints.NotBlank");
		ProxyFactory factory = new ProxyFactory(new Basket(List.of()));
		kinds.put(Kind.of("proxy of Spring AOP", factory.getProxy()), "org.springframework.aop");
		return kinds;
	}

	@SuppressWarnings("serial")
	public static class Form implements Serializable {

		@NotBlank
		private String name = "";

		@Min(3)
		private int count = 1;

		private URI address = URI.create("a");

		private Date date = new Date(1);

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public int getCount() {
			return this.count;
		}

		public void setCount(int count) {
			this.count = count;
		}

		public URI getAddress() {
			return this.address;
		}

		public Date getDate() {
			return this.date;
		}

	}

	interface Items {

	}

	@SuppressWarnings("serial")
	static class Basket implements Items, Serializable {

		private final List<String> items;

		Basket(List<String> items) {
			this.items = items;
		}

	}

}
