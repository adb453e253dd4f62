package io.github.hazelcastjetty.session.codec;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.ChoiceFormat;
import java.text.DecimalFormat;
import java.text.MessageFormat;
import java.text.SimpleDateFormat;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.time.temporal.WeekFields;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.StringJoiner;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.crypto.KeyGenerator;
import javax.crypto.spec.SecretKeySpec;
import javax.naming.CommunicationException;
import javax.naming.ldap.LdapName;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500Principal;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.namespace.QName;
import javax.xml.parsers.DocumentBuilderFactory;

import org.xml.sax.InputSource;
import org.xml.sax.SAXParseException;

/**
 * Values of the JDK, and classes as the language makes them.
 */
final class PlatformKinds {

	/**
	 * Signed by itself, valid from 2024 to 2124.
	 */
	private static final String CERTIFICATE = """
			-----BEGIN CERTIFICATE-----
			MIIBNjCB3qADAgECAgkA7mhQ5hCLsRwwCgYIKoZIzj0EAwIwDzENMAsGA1UEAxME
			dGVzdDAgFw0yNDAxMDExNjEwMTdaGA8yMTIzMTIwODE2MTAxN1owDzENMAsGA1UE
			AxMEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN0mFRHXP+VRWBgCm/HC
			UCfJd7NOl6zbSkQWDc80D6V+EL6XSVjSi7YTCV6+mBYvEPonC/FovVbQmOc/Kh9J
			9xWjITAfMB0GA1UdDgQWBBTb4j4vfnGON+b96Ub2bYAJA2HNlTAKBggqhkjOPQQD
			AgNHADBEAiAds7sNGJEhZz5DMO/lzukh5jmAD/S89l5/OP7gClcebAIgb2H+B+w5
			YC+FAeJBIRi16RXTG9b723wo1X/AHU2Ec6U=
			-----END CERTIFICATE-----
			""";

	private PlatformKinds() {
	}

	static Stream<Kind> all() throws Exception {
		return Stream.of(values(), times(), texts(), collections(), security(), failures(), language())
			.flatMap(List::stream);
	}

	private static List<Kind> values() throws Exception {
		InetAddress address = InetAddress.getByAddress("host", new byte[] { 10, 0, 0, 1 });
		return List.of(Kind.of("text", "text"), Kind.of("lone surrogate", "\ud800"), Kind.of("character", 'c'),
				Kind.of("double", 1.5), Kind.of("short", (short) 1), Kind.of("decimal", new BigDecimal("1.50")),
				Kind.of("big integer", BigInteger.TEN.pow(40)), Kind.of("math context", MathContext.DECIMAL32),
				Kind.of("UUID", UUID.randomUUID()), Kind.of("currency", Currency.getInstance("EUR")),
				Kind.of("URI", URI.create("http://localhost/a?b#c")),
				Kind.of("URL", new URL("https://user@localhost:8443/a?b=c#d"),
						(url) -> url.toExternalForm() + url.hashCode()),
				Kind.of("URL of a file", new URL("file:/tmp/a"), URL::toExternalForm),
				Kind.of("URL of an entry", new URL("jar:file:/a.jar!/b"), URL::toExternalForm),
				Kind.of("URLs as keys", new HashMap<>(Map.of(new URL("http://127.0.0.1/"), 1))),
				Kind.of("URLs in an array", new URL[] { new URL("http://127.0.0.1/") }, Arrays::asList),
				Kind.of("address", address), Kind.of("IPv6 address", InetAddress.getByName("::1")),
				Kind.of("socket address", new InetSocketAddress(address, 80)), Kind.of("file", new File("a/b")),
				Kind.of("SQL date", new java.sql.Date(1000)), Kind.of("SQL time", new java.sql.Time(1000)),
				Kind.of("SQL timestamp", new Timestamp(1000)), Kind.of("class", String.class),
				Kind.of("primitive class", int.class), Kind.of("qualified name", new QName("urn:a", "b")),
				Kind.of("XML time", DatatypeFactory.newInstance().newXMLGregorianCalendar("2024-01-02T03:04:05Z")),
				Kind.of("XML duration", DatatypeFactory.newInstance().newDuration(1000)),
				Kind.of("atomic integer", new AtomicInteger(1), AtomicInteger::get),
				Kind.of("atomic long", new AtomicLong(1), AtomicLong::get),
				Kind.of("atomic boolean", new AtomicBoolean(true), AtomicBoolean::get),
				Kind.of("atomic reference", new AtomicReference<>("a"), AtomicReference::get),
				Kind.of("lock", new ReentrantLock(), ReentrantLock::isLocked),
				Kind.of("random", new Random(1), (random) -> random.getClass()),
				Kind.of("arrays", new int[][] { { 1 }, {} }, Arrays::deepToString),
				Kind.of("array of texts", new String[] { "a" }, Arrays::asList), Kind.of("time unit", TimeUnit.DAYS),
				Kind.of("log level", java.util.logging.Level.INFO));
	}

	private static List<Kind> times() {
		return List.of(Kind.of("date", new Date(1)), Kind.of("instant", Instant.now()),
				Kind.of("local date", LocalDate.now()), Kind.of("local time", LocalTime.now()),
				Kind.of("local date and time", LocalDateTime.now()), Kind.of("offset time", OffsetDateTime.now()),
				Kind.of("zoned time", ZonedDateTime.now(ZoneId.of("Europe/Berlin"))), Kind.of("year", Year.of(2024)),
				Kind.of("month", YearMonth.of(2024, 1)), Kind.of("day", MonthDay.of(1, 2)),
				Kind.of("period", Period.ofDays(1)), Kind.of("duration", Duration.ofSeconds(1)),
				Kind.of("zone", ZoneId.of("Asia/Tokyo")), Kind.of("offset", ZoneOffset.ofHours(2)),
				Kind.of("weekday", DayOfWeek.FRIDAY), Kind.of("Japanese date", JapaneseDate.of(2024, 1, 2)),
				Kind.of("week fields", WeekFields.ISO), Kind.of("clock", Clock.systemUTC()),
				Kind.of("time zone", TimeZone.getTimeZone("America/New_York")),
				Kind.of("simple time zone", new SimpleTimeZone(3600000, "a")),
				Kind.of("calendar", new GregorianCalendar(TimeZone.getTimeZone("Europe/Paris"))),
				Kind.of("Buddhist calendar",
						new Calendar.Builder().setCalendarType("buddhist").setInstant(1000).build()),
				Kind.of("Japanese calendar",
						new Calendar.Builder().setCalendarType("japanese").setInstant(1000).build()));
	}

	private static List<Kind> texts() {
		return List.of(Kind.of("locale", Locale.forLanguageTag("de-CH-1996-u-co-phonebk")),
				Kind.of("decimal format", new DecimalFormat("#,##0.00")),
				Kind.of("date format", new SimpleDateFormat("yyyy-MM-dd", Locale.GERMANY)),
				Kind.of("message format", new MessageFormat("{0,number} of {1}", Locale.ENGLISH)),
				Kind.of("choice format", new ChoiceFormat("0#none|1#one")),
				Kind.of("pattern", Pattern.compile("a+", Pattern.CASE_INSENSITIVE), Pattern::pattern),
				Kind.of("string builder", new StringBuilder("a"), StringBuilder::toString),
				Kind.of("string buffer", new StringBuffer("a"), StringBuffer::toString));
	}

	private static List<Kind> collections() {
		List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
		Map<String, Object> map = new LinkedHashMap<>(Map.of("a", List.of(1)));
		Properties properties = new Properties();
		properties.setProperty("a", "b");
		return List.of(Kind.of("list", list), Kind.of("list of one", List.of(1)), Kind.of("list of three", list),
				Kind.of("fixed list", List.of(1, 2, 3)), Kind.of("linked list", new LinkedList<>(list)),
				Kind.of("array as list", Arrays.asList(1, 2)), Kind.of("empty list", Collections.emptyList()),
				Kind.of("nested", Map.of("a", Set.of(List.of(1)))), Kind.of("hash map", new HashMap<>(map)),
				Kind.of("linked map", map), Kind.of("tree map", new TreeMap<>(map)), Kind.of("reverse map", reversed()),
				Kind.of("hash set", new HashSet<>(list)), Kind.of("linked set", new LinkedHashSet<>(list)),
				Kind.of("tree set", new TreeSet<>(list)),
				Kind.of("identity map", new IdentityHashMap<>(map), IdentityHashMap::toString),
				Kind.of("enum map", new EnumMap<>(Map.of(TimeUnit.DAYS, 1))),
				Kind.of("enum set", EnumSet.of(TimeUnit.DAYS)), Kind.of("bit set", BitSet.valueOf(new byte[] { 5 })),
				Kind.of("properties", properties),
				Kind.of("unmodifiable list", Collections.unmodifiableList(list), (each) -> new ArrayList<>(each)),
				Kind.of("unmodifiable map", Collections.unmodifiableMap(map)),
				Kind.of("synchronized list", Collections.synchronizedList(list)),
				Kind.of("checked list", Collections.checkedList(list, Integer.class)),
				Kind.of("set from map", Collections.newSetFromMap(new ConcurrentHashMap<>())),
				Kind.of("copies", Collections.nCopies(3, "a")), Kind.of("singleton", Collections.singletonMap(1, 2)),
				Kind.of("array deque", new ArrayDeque<>(list), (each) -> new ArrayList<>(each)),
				Kind.of("priority queue", new PriorityQueue<>(list), (each) -> new ArrayList<>(each)),
				Kind.of("concurrent map", new ConcurrentHashMap<>(map)),
				Kind.of("concurrent sorted map", new ConcurrentSkipListMap<>(map)),
				Kind.of("copy-on-write list", new CopyOnWriteArrayList<>(list)),
				Kind.of("concurrent queue", new ConcurrentLinkedQueue<>(list), (each) -> new ArrayList<>(each)),
				Kind.of("blocking queue", new LinkedBlockingQueue<>(list), (each) -> new ArrayList<>(each)));
	}

	private static Map<String, Integer> reversed() {
		Map<String, Integer> map = new TreeMap<>(Comparator.<String>reverseOrder());
		map.put("a", 1);
		map.put("b", 2);
		return map;
	}

	static X509Certificate certificate() throws Exception {
		return (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new java.io.ByteArrayInputStream(CERTIFICATE.getBytes()));
	}

	private static List<Kind> security() throws Exception {
		X509Certificate certificate = certificate();
		Subject subject = new Subject();
		subject.getPrincipals().add(new X500Principal("CN=a"));
		subject.getPrivateCredentials().add("secret");
		return List.of(
				Kind.of("RSA key pair", KeyPairGenerator.getInstance("RSA").generateKeyPair(),
						(pair) -> List.of(pair.getPublic(), pair.getPrivate())),
				Kind.of("EC key pair", KeyPairGenerator.getInstance("EC").generateKeyPair(),
						(pair) -> List.of(pair.getPublic(), pair.getPrivate())),
				Kind.of("Ed25519 key", KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()),
				Kind.of("AES key", KeyGenerator.getInstance("AES").generateKey()),
				Kind.of("DES key", KeyGenerator.getInstance("DESede").generateKey()),
				Kind.of("secret key", new SecretKeySpec(new byte[] { 1 }, "HmacSHA256")),
				Kind.of("certificate", certificate),
				Kind.of("path of certificates",
						CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate))),
				Kind.of("X.500 name", new X500Principal("CN=a")), Kind.of("subject", subject, Subject::getPrincipals),
				Kind.of("LDAP name", new LdapName("cn=a,dc=b")));
	}

	private static List<Kind> failures() {
		return Stream
			.of(new IllegalStateException("a", new IOException("b", new ConnectException("c"))),
					new UncheckedIOException(new NoSuchFileException("a")), new UnknownHostException("a"),
					new SQLException("a", "b", 1), new java.security.GeneralSecurityException("a"),
					new InvocationTargetException(new IllegalArgumentException("a")), new CommunicationException("a"),
					new javax.net.ssl.SSLHandshakeException("a"), new SAXParseException("a", null),
					new StackOverflowError(), suppressing())
			.map((failure) -> Kind.of("failure " + failure.getClass().getSimpleName(), failure, PlatformKinds::tell))
			.toList();
	}

	private static Exception suppressing() {
		Exception failure = new java.util.concurrent.ExecutionException("a", new Error("b"));
		failure.addSuppressed(new RuntimeException("c"));
		return failure;
	}

	private static List<Object> tell(Throwable failure) {
		Throwable cause = failure.getCause();
		return List.of(failure.toString(), failure.getStackTrace().length, failure.getSuppressed().length,
				(cause != null) ? tell(cause) : "");
	}

	private static List<Kind> language() {
		Comparator<Item> comparator = Comparator.comparing((Function<Item, String> & Serializable) Item::name);
		return List.of(Kind.of("record", new Item("a", List.of(1))), Kind.of("enum", Colour.RED),
				Kind.of("enum with a body", Colour.GREEN), Kind.of("sealed type", new Shape.Circle(1)),
				Kind.of("generic type", new Box<>(List.of("a")), (box) -> box.value),
				Kind.of("cycle", cycle(), (item) -> item.get(0) == item),
				Kind.of("proxy",
						Proxy.newProxyInstance(Colour.class.getClassLoader(),
								new Class<?>[] { Supplier.class, Serializable.class }, new Answer("a")),
						(proxy) -> ((Supplier<?>) proxy).get()),
				Kind.of("proxy of an interface that is not public",
						Proxy.newProxyInstance(Colour.class.getClassLoader(), new Class<?>[] { Hidden.class },
								new Answer("a")),
						(proxy) -> ((Hidden) proxy).get()),
				Kind.of("lambda", (Supplier<String> & Serializable) () -> "a", Supplier::get),
				Kind.of("comparator", comparator,
						(each) -> each.compare(new Item("a", List.of()), new Item("b", List.of()))),
				Kind.of("written as another", new Written("a"), (written) -> written.text),
				Kind.of("hand-written form", new Handwritten("a"), (each) -> each.text));
	}

	private static List<Object> cycle() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		return list;
	}

	/**
	 * What cannot arrive, with what the message has to name.
	 */
	static Map<Kind, String> impossible() throws Exception {
		Map<Kind, String> kinds = new LinkedHashMap<>();
		kinds.put(Kind.of("optional", java.util.Optional.of(1)), "java.util.Optional");
		kinds.put(Kind.of("view of keys", new HashMap<>(Map.of(1, 2)).keySet()), "java.util.HashMap$KeySet");
		kinds.put(Kind.of("part of a list", new ArrayList<>(List.of(1, 2)).subList(0, 1)),
				"java.util.ArrayList$SubList");
		kinds.put(Kind.of("thread", Thread.currentThread()), "java.lang.Thread");
		kinds.put(Kind.of("string joiner", new StringJoiner("a")), "java.util.StringJoiner");
		kinds.put(Kind.of("path", java.nio.file.Path.of("a")), "java.io.Serializable");
		kinds.put(Kind.of("document",
				DocumentBuilderFactory.newInstance()
					.newDocumentBuilder()
					.parse(new InputSource(new StringReader("<a/>")))),
				"com.sun.org.apache.xerces");
		return kinds;
	}

	enum Colour {

		RED,

		GREEN {
			@Override
			boolean isNatural() {
				return true;
			}
		};

		boolean isNatural() {
			return false;
		}

	}

	record Item(String name, List<Integer> sizes) implements Serializable {
	}

	sealed interface Shape extends Serializable {

		record Circle(int radius) implements Shape {
		}

	}

	@SuppressWarnings("serial")
	static final class Box<T> implements Serializable {

		private final T value;

		Box(T value) {
			this.value = value;
		}

	}

	interface Hidden extends Serializable {

		Object get();

	}

	@SuppressWarnings("serial")
	static final class Answer implements InvocationHandler, Serializable {

		private final String answer;

		Answer(String answer) {
			this.answer = answer;
		}

		@Override
		public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
			return this.answer;
		}

	}

	@SuppressWarnings("serial")
	static final class Written implements Serializable {

		private final transient String text;

		Written(String text) {
			this.text = text;
		}

		private Object writeReplace() {
			return new Form(this.text);
		}

		private record Form(String text) implements Serializable {

			private Object readResolve() {
				return new Written(this.text);
			}

		}

	}

	@SuppressWarnings("serial")
	static final class Handwritten implements Serializable {

		private transient String text;

		Handwritten(String text) {
			this.text = text;
		}

		private void writeObject(java.io.ObjectOutputStream out) throws IOException {
			out.defaultWriteObject();
			out.writeUTF(this.text);
		}

		private void readObject(java.io.ObjectInputStream in) throws IOException, ClassNotFoundException {
			in.defaultReadObject();
			this.text = in.readUTF();
		}

	}

}
