package io.github.hazelcastjetty.session.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.servlet.FlashMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What goes into attributes by Java serialization, and what comes out again.
 */
class JavaAttributeCodecTests {

	private static boolean ran;

	private final JavaAttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(AllowedClasses.DEFAULTS));

	private final JavaAttributeCodec all = new JavaAttributeCodec(AllowedClasses.filter(List.of("*")));

	static List<Object> ordinaryValues() {
		FlashMap flash = new FlashMap();
		flash.put("message", "saved");
		LinkedMultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
		parameters.add("a", "b");
		return List.of("text", 1, 2L, true, new BigDecimal("1.5"), UUID.randomUUID(), Locale.GERMANY, new Date(),
				Instant.now(), LocalDate.now(), ZonedDateTime.now(), Duration.ofSeconds(3), TimeUnit.DAYS,
				new ArrayList<>(List.of(1, 2)), List.of(1), List.of(1, 2, 3), Map.of("a", 1), Set.of(1),
				Arrays.asList(1, 2), Collections.emptyList(), Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
				new HashMap<>(Map.of("a", 1)), new LinkedHashMap<>(Map.of("a", List.of(1))),
				new TreeMap<>(Map.of(1, 2)), new HashSet<>(Set.of(1)), new ConcurrentHashMap<>(Map.of("a", 1)), flash,
				parameters);
	}

	@ParameterizedTest
	@MethodSource("ordinaryValues")
	void ordinaryValuesComeBackAsTheyWere(Object value) throws Exception {
		Object copy = this.codec.decode("a", this.codec.encode("a", value));
		assertThat(copy).isEqualTo(value).hasSameClassAs(value);
	}

	@Test
	void arraysAndCountersComeBack() throws Exception {
		assertThat((byte[]) roundTrip(new byte[] { 1, 2 })).containsExactly(1, 2);
		assertThat((String[][]) roundTrip(new String[][] { { "a" }, {} }))
			.isDeepEqualTo(new String[][] { { "a" }, {} });
		assertThat((AtomicInteger) roundTrip(new AtomicInteger(3))).hasValue(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.util.LinkedHashMap", "java.time.Ser", "java.util.CollSer",
			"org.springframework.web.servlet.FlashMap", "org.springframework.security.core.context.SecurityContextImpl",
			"org.springframework.security.authentication.UsernamePasswordAuthenticationToken",
			"org.springframework.security.web.savedrequest.DefaultSavedRequest",
			"org.springframework.security.web.csrf.DefaultCsrfToken",
			"org.springframework.security.oauth2.core.OAuth2AccessToken",
			"org.eclipse.jetty.security.authentication.SessionAuthentication",
			"org.eclipse.jetty.security.authentication.LoginAuthenticator$UserAuthenticationSucceeded" })
	void patternsCoverWhatFrameworksKeepInSessions(String name) {
		assertThat(AllowedClasses.DEFAULTS).anyMatch((pattern) -> matches(pattern, name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.rmi.server.UnicastRemoteObject", "javax.management.BadAttributeValueExpException",
			"org.springframework.beans.factory.ObjectFactory", "org.springframework.aop.framework.AdvisedSupport",
			"org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider",
			"org.apache.commons.collections4.functors.InvokerTransformer", "com.example.Cart",
			"com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl" })
	void patternsLeaveOutWhatIsKnownFromAttacks(String name) {
		boolean dangerous = DangerousClasses.PATTERNS.stream().anyMatch((pattern) -> matches(pattern, name));
		assertThat(AllowedClasses.DEFAULTS).noneMatch((pattern) -> !dangerous && matches(pattern, name));
		assertThat(AllowedClasses.STRICT).noneMatch((pattern) -> matches(pattern, name));
	}

	@Test
	void refusedClassIsNamedTogetherWithTheKey() throws Exception {
		byte[] bytes = this.all.encode("cart", new Gadget());
		ran = false;
		assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.codec.decode("cart", bytes))
			.withMessageContaining("'cart'")
			.withMessageContaining(Gadget.class.getName())
			.withMessageContaining("hazelcast.jetty.session.serialization.allow")
			.withCauseInstanceOf(InvalidClassException.class);
		assertThat(ran).as("an object of a refused class came into being").isFalse();
	}

	@Test
	void refusedClassIsFoundDeepInside() throws Exception {
		byte[] bytes = this.all.encode("cart", new ArrayList<>(List.of(Map.of("a", new Gadget()))));
		ran = false;
		assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.codec.decode("cart", bytes))
			.withMessageContaining(Gadget.class.getName());
		assertThat(ran).isFalse();
	}

	@Test
	void arrayOfRefusedClassIsRefused() throws Exception {
		byte[] bytes = this.all.encode("cart", new Gadget[0]);
		assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.codec.decode("cart", bytes))
			.withMessageContaining("serialization.allow");
	}

	@Test
	void proxiesAndUrlsAreRefusedByTheStrictFilter() throws Exception {
		JavaAttributeCodec strict = new JavaAttributeCodec(AllowedClasses.filter(AllowedClasses.STRICT));
		Object proxy = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Runnable.class },
				(Serializable & InvocationHandler) (target, method, args) -> null);
		for (Object value : List.of(proxy, URI.create("http://localhost/").toURL())) {
			byte[] bytes = this.all.encode("a", value);
			assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> strict.decode("a", bytes));
			assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> strict.encode("a", value));
		}
	}

	@Test
	void allowedClassComesBack() throws Exception {
		for (String pattern : List.of(Gadget.class.getName(), "io.github.hazelcastjetty.**",
				"io.github.hazelcastjetty.session.codec.*")) {
			List<String> patterns = new ArrayList<>(AllowedClasses.DEFAULTS);
			patterns.add(pattern);
			JavaAttributeCodec allowing = new JavaAttributeCodec(AllowedClasses.filter(patterns));
			assertThat(allowing.decode("a", allowing.encode("a", new Gadget()))).isInstanceOf(Gadget.class);
		}
		assertThat(this.all.decode("a", this.all.encode("a", new Gadget()))).isInstanceOf(Gadget.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "!com.example.Cart", "com.example.Cart;java.lang.*", "maxdepth=1",
			"com/example/Cart", ".com.example", "**.example", "com.*.Cart" })
	void patternOfAnotherFormIsRefused(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> AllowedClasses.filter(List.of(pattern)))
			.withMessageContaining("'" + pattern + "'");
	}

	@Test
	void notSerializableValueIsNamed() {
		assertThatExceptionOfType(AttributeCodecException.class)
			.isThrownBy(() -> this.codec.encode("cart", new ArrayList<>(List.of(1, new Object()))))
			.withMessageContaining("'cart'")
			.withMessageContaining("java.util.ArrayList")
			.withMessageContaining("java.lang.Object");
	}

	@Test
	void endlessNestingIsAFailureOfTheAttributeOnly() {
		ArrayList<Object> list = new ArrayList<>();
		for (int i = 0; i < 100_000; i++) {
			list = new ArrayList<>(List.of(list));
		}
		ArrayList<Object> deep = list;
		assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.codec.encode("a", deep));
	}

	@Test
	void deepNestingIsRefusedInBytes() throws Exception {
		byte[] deep = write(nested(StreamClass.MAX_DEPTH + 1));
		assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.codec.decode("a", deep))
			.withCauseInstanceOf(InvalidClassException.class);
	}

	/**
	 * The writer goes as deep as the reader, and no deeper.
	 */
	@Test
	void whatIsWrittenIsNotTooDeepToBeRead() throws Exception {
		assertThat(this.all.decode("a", this.all.encode("a", nested(StreamClass.MAX_DEPTH))))
			.isInstanceOf(Nested.class);
		for (Object tooDeep : List.of(nested(StreamClass.MAX_DEPTH + 1),
				List.of(Collections.nCopies(1000, 1).toArray(), nested(StreamClass.MAX_DEPTH)))) {
			assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.all.encode("a", tooDeep))
				.withMessageContaining("levels deep");
		}
	}

	private static Nested nested(int levels) {
		Nested value = null;
		for (int i = 0; i < levels; i++) {
			value = new Nested(value);
		}
		return value;
	}

	/**
	 * Memory would be taken before the end of the bytes shows.
	 */
	@Test
	void fewBytesThatPretendToBeALargeArrayAreRefused() throws Exception {
		for (Object small : List.of(new Object[0x1234], new long[0x1234],
				new ArrayList<>(Arrays.asList(new Object[0x1234])))) {
			byte[] bytes = this.all.encode("a", small);
			for (JavaAttributeCodec each : List.of(this.codec, this.all)) {
				each.decode("a", bytes);
				byte[] pretending = replace(bytes, 0x1234, 0x7fff_fff0);
				assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> each.decode("a", pretending))
					.withCauseInstanceOf(InvalidClassException.class);
			}
		}
	}

	@Test
	void tablesLargerThanTheirEntriesAreNotRefused() throws Exception {
		for (int entries : new int[] { 0, 1, 1000 }) {
			Map<Object, Object> sparse = new HashMap<>(1 << 16, 0.01f);
			Map<Object, Object> byIdentity = new IdentityHashMap<>(1 << 16);
			Set<Object> set = new HashSet<>(1 << 10, 0.25f);
			for (int i = 0; i < entries; i++) {
				sparse.put(i, null);
				byIdentity.put((byte) 1, null);
				set.add(i);
			}
			for (Object value : List.of(sparse, byIdentity, set, new ArrayList<>(1 << 16), new ArrayDeque<>(1 << 16),
					new PriorityQueue<>(1 << 16), new Vector<>(1 << 16))) {
				assertThat(roundTrip(value)).hasSameClassAs(value);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "garbage", "I", "Labc", "\u00ac\u00ed" })
	void damagedBytesAreAFailureOfTheAttributeOnly(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
		assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.codec.decode("a", bytes))
			.withMessageContaining("'a'");
	}

	@Test
	void classesAreThoseOfTheContextClassLoader() throws Exception {
		ClassLoader old = Thread.currentThread().getContextClassLoader();
		byte[] bytes = this.codec.encode("a", new HashMap<>(Map.of("a", 1)));
		try {
			Thread.currentThread().setContextClassLoader(null);
			assertThat(this.codec.decode("a", bytes)).isEqualTo(Map.of("a", 1));
		}
		finally {
			Thread.currentThread().setContextClassLoader(old);
		}
	}

	private Object roundTrip(Object value) throws AttributeCodecException {
		return this.codec.decode("a", this.codec.encode("a", value));
	}

	private static byte[] replace(byte[] bytes, int number, int other) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes.clone());
		for (int i = 0; i + Integer.BYTES <= bytes.length; i++) {
			if (buffer.getInt(i) == number) {
				buffer.putInt(i, other);
			}
		}
		return buffer.array();
	}

	private static boolean matches(String pattern, String name) {
		if (pattern.endsWith(".**")) {
			return name.startsWith(pattern.substring(0, pattern.length() - 2));
		}
		if (pattern.endsWith(".*")) {
			String prefix = pattern.substring(0, pattern.length() - 1);
			return name.startsWith(prefix) && name.indexOf('.', prefix.length()) < 0;
		}
		if (pattern.endsWith("*")) {
			return name.startsWith(pattern.substring(0, pattern.length() - 1));
		}
		return name.equals(pattern);
	}

	private static byte[] write(Object value) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		return bytes.toByteArray();
	}

	@SuppressWarnings("serial")
	private static final class Nested implements Serializable {

		private final Nested inner;

		private Nested(Nested inner) {
			this.inner = inner;
		}

	}

	private static final class Gadget implements Serializable {

		private static final long serialVersionUID = 1L;

		private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
			in.defaultReadObject();
			ran = true;
		}

	}

}
