package io.github.hazelcastjetty.session.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.StringReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignedObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.sql.rowset.RowSetProvider;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamSource;

import org.apache.commons.beanutils.BeanComparator;
import org.apache.commons.collections.Transformer;
import org.apache.commons.collections.functors.ConstantTransformer;
import org.apache.commons.collections.functors.InvokerTransformer;
import org.apache.commons.collections.keyvalue.TiedMapEntry;
import org.apache.commons.collections.map.LazyMap;
import org.apache.commons.collections4.comparators.TransformingComparator;
import org.codehaus.groovy.runtime.MethodClosure;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One harmless attack of each public family. None of them runs, whether nothing is
 * configured or all classes are allowed. Those that are alive, as an ordinary stream
 * shows, count their runs.
 */
class PayloadTests {

	private static final AtomicInteger runs = new AtomicInteger();

	private static final LookupHandler LOOKUPS = new LookupHandler();

	@TempDir
	static Path files;

	private final Map<String, JavaAttributeCodec> codecs = Map.of("defaults", codec(AllowedClasses.DEFAULTS), "*",
			codec(List.of("*")), "strict", codec(AllowedClasses.STRICT));

	private static JavaAttributeCodec codec(List<String> patterns) {
		List<String> all = new ArrayList<>(patterns);
		all.add(PayloadTests.class.getPackageName() + ".*");
		return new JavaAttributeCodec(AllowedClasses.filter(all));
	}

	@BeforeAll
	static void countLookups() {
		URL.setURLStreamHandlerFactory((protocol) -> (protocol.equals("probe")) ? LOOKUPS : null);
	}

	@BeforeEach
	void reset() {
		runs.set(0);
	}

	static Stream<Payload> alive() throws Exception {
		return Stream.of(collections3(), collections4(), beanUtils(), rome(), beanShell(), aspectJ(), fileUpload());
	}

	static Stream<Payload> all() throws Exception {
		return Stream.concat(alive(), inert());
	}

	@ParameterizedTest
	@MethodSource("alive")
	void runsWithoutAFilter(Payload payload) throws Exception {
		read(payload.bytes);
		assertThat(runs.get() + filesWritten()).isPositive();
	}

	@ParameterizedTest
	@MethodSource("all")
	void isRefused(Payload payload) throws Exception {
		int filesBefore = filesWritten();
		this.codecs.forEach((name, codec) -> assertThatExceptionOfType(RefusedClassException.class).as(name)
			.isThrownBy(() -> codec.decode("a", payload.bytes)));
		assertThatExceptionOfType(RefusedClassException.class)
			.isThrownBy(() -> this.codecs.get("*").decode("a", payload.bytes))
			.withMessageContaining(payload.end)
			.withMessageContaining("named exactly");
		assertThat(runs).hasValue(0);
		assertThat(filesWritten()).isEqualTo(filesBefore);
	}

	private static int filesWritten() throws Exception {
		try (Stream<Path> found = Files.list(files)) {
			return (int) found.count();
		}
	}

	/**
	 * Families whose library is not on the class path.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "clojure.lang.PersistentArrayMap", "org.python.core.PyFunction",
			"org.apache.click.control.Column$ColumnComparator", "net.sf.json.JSONObject",
			"org.jboss.interceptor.proxy.InterceptorMethodHandler",
			"org.jboss.weld.interceptor.proxy.InterceptorMethodHandler", "com.vaadin.data.util.NestedMethodProperty",
			"org.apache.wicket.util.upload.DiskFileItem",
			"org.apache.myfaces.view.facelets.el.ValueExpressionMethodExpression",
			"com.sun.syndication.feed.impl.ObjectBean", "com.alibaba.fastjson.JSONArray",
			"org.apache.xalan.xsltc.trax.TemplatesImpl", "org.apache.commons.dbcp2.BasicDataSource",
			"org.apache.tomcat.dbcp.dbcp2.BasicDataSource", "org.springframework.jndi.JndiObjectFactoryBean",
			"org.springframework.transaction.jta.JtaTransactionManager",
			"org.hibernate.tuple.component.PojoComponentTuplizer", "sun.rmi.server.UnicastRef",
			"com.sun.jndi.ldap.LdapAttribute", "com.sun.rowset.JdbcRowSetImpl" })
	void familyIsKnownByName(String name) {
		assertThat(DangerousClasses.PATTERNS).anyMatch(
				(pattern) -> (pattern.endsWith(".**")) ? name.startsWith(pattern.substring(0, pattern.length() - 2))
						: name.matches(pattern.replace("*", ".*")));
	}

	/**
	 * Classes that write themselves as others, so that only an attacker makes bytes of
	 * them.
	 */
	@ParameterizedTest
	@ValueSource(classes = { com.fasterxml.jackson.databind.node.POJONode.class,
			tools.jackson.databind.node.POJONode.class, kotlin.jvm.internal.PropertyReference1Impl.class,
			kotlin.jvm.internal.FunctionReferenceImpl.class, scala.collection.immutable.LazyList.class,
			org.hibernate.property.access.spi.GetterMethodImpl.class, groovy.util.Expando.class })
	void classIsRefused(Class<?> type) {
		for (List<String> patterns : List.of(AllowedClasses.DEFAULTS, List.of("*"))) {
			assertThat(StreamClass.isRefused(AllowedClasses.filter(patterns), type)).isTrue();
		}
	}

	@Test
	void whatIsNamedExactlyIsAllowed() {
		Class<?> type = InvokerTransformer.class;
		assertThat(StreamClass.isRefused(AllowedClasses.filter(List.of(type.getName())), type)).isFalse();
		assertThat(StreamClass.isRefused(AllowedClasses.filter(List.of(type.getPackageName() + ".*")), type)).isTrue();
	}

	@Test
	void noHostIsLookedUp() throws Exception {
		Map<URL, String> table = new HashMap<>();
		table.put(new URL("probe://host/"), "a");
		forgetHash(table.keySet().iterator().next());
		byte[] bytes = write(table);
		runs.set(0);
		read(bytes);
		assertThat(runs).hasValue(1);
		runs.set(0);
		for (String name : List.of("defaults", "*")) {
			Object copy = this.codecs.get(name).decode("a", bytes);
			assertThat(((Map<?, ?>) copy).keySet()).extracting(Object::toString).containsExactly("probe://host/");
		}
		assertThat(runs).hasValue(0);
	}

	/**
	 * Setting a field of a URL, even as it was, makes it forget its hash code.
	 */
	private static void forgetHash(URL url) {
		LOOKUPS.set(url);
	}

	private static Payload collections3() throws Exception {
		Map<Object, Object> lazy = lazyMap(new ConstantTransformer("a"));
		Set<Object> set = new HashSet<>();
		set.add(new TiedMapEntry(lazy, new Target()));
		lazy.clear();
		set(lazy, LazyMap.class, "factory", new InvokerTransformer("touch", new Class<?>[0], new Object[0]));
		return new Payload("Commons Collections 3", set, "org.apache.commons.collections.functors.");
	}

	@SuppressWarnings("unchecked")
	private static Map<Object, Object> lazyMap(Transformer factory) {
		return LazyMap.decorate(new HashMap<>(), factory);
	}

	private static Payload collections4() throws Exception {
		TransformingComparator<Object, Object> comparator = new TransformingComparator<>(
				new org.apache.commons.collections4.functors.InvokerTransformer<>("toString", null, null));
		PriorityQueue<Object> queue = new PriorityQueue<>(2, comparator);
		queue.addAll(List.of(new Target(), new Target()));
		set(comparator, TransformingComparator.class, "transformer",
				new org.apache.commons.collections4.functors.InvokerTransformer<>("touch", null, null));
		return new Payload("Commons Collections 4", queue, "org.apache.commons.collections4.functors.");
	}

	private static Payload beanUtils() throws Exception {
		BeanComparator<Object> comparator = new BeanComparator<>(null);
		PriorityQueue<Object> queue = new PriorityQueue<>(2, comparator);
		queue.addAll(List.of(new Target(), new Target()));
		comparator.setProperty("touched");
		return new Payload("Commons BeanUtils", queue, "org.apache.commons.beanutils.");
	}

	private static Payload rome() throws Exception {
		com.rometools.rome.feed.impl.EqualsBean bean = new com.rometools.rome.feed.impl.EqualsBean(String.class, "a");
		Map<Object, Object> table = new HashMap<>(Map.of(bean, "a"));
		set(bean, bean.getClass(), "beanClass", com.rometools.rome.feed.impl.ToStringBean.class);
		set(bean, bean.getClass(), "obj", new com.rometools.rome.feed.impl.ToStringBean(Target.class, new Target()));
		return new Payload("ROME", table, "com.rometools.");
	}

	private static Payload beanShell() throws Exception {
		bsh.Interpreter interpreter = new bsh.Interpreter();
		interpreter.eval("compare(Object a, Object b) { new " + Target.class.getName() + "().touch(); return 1; }");
		bsh.XThis self = new bsh.XThis(interpreter.getNameSpace(), interpreter);
		Field handler = bsh.XThis.class.getDeclaredField("invocationHandler");
		handler.setAccessible(true);
		Comparator<?> comparator = (Comparator<?>) Proxy.newProxyInstance(Comparator.class.getClassLoader(),
				new Class<?>[] { Comparator.class }, (InvocationHandler) handler.get(self));
		return new Payload("BeanShell", queue(comparator), "bsh.");
	}

	@SuppressWarnings("unchecked")
	private static PriorityQueue<Object> queue(Comparator<?> comparator) throws Exception {
		PriorityQueue<Object> queue = new PriorityQueue<>(2, (Comparator<Object>) comparator);
		queue.addAll(List.of("a", "b"));
		return queue;
	}

	private static Payload aspectJ() throws Exception {
		Constructor<?> constructor = Class.forName("org.aspectj.weaver.tools.cache.SimpleCache$StoreableCachingMap")
			.getDeclaredConstructor(String.class, int.class);
		constructor.setAccessible(true);
		@SuppressWarnings("unchecked")
		Map<Object, Object> map = (Map<Object, Object>) constructor.newInstance(files.toString(), 12);
		LazyMap lazy = (LazyMap) LazyMap.decorate(new HashMap<>(), new ConstantTransformer(new byte[1]));
		Set<Object> set = new HashSet<>();
		set.add(new TiedMapEntry(lazy, "file"));
		Field inner = LazyMap.class.getSuperclass().getDeclaredField("map");
		inner.setAccessible(true);
		inner.set(lazy, map);
		return new Payload("AspectJ", set, "org.a");
	}

	private static Payload fileUpload() throws Exception {
		org.apache.commons.fileupload.disk.DiskFileItem item = new org.apache.commons.fileupload.disk.DiskFileItem("a",
				"b", false, "c", 10, files.toFile());
		item.getOutputStream().write(1);
		return new Payload("Commons FileUpload", item, "org.apache.commons.fileupload.");
	}

	private static Stream<Payload> inert() throws Exception {
		return Stream.of(new Payload("Groovy", new MethodClosure(new Target(), "touch"), "groovy"),
				new Payload("C3P0", new com.mchange.v2.c3p0.impl.PoolBackedDataSourceBase(false), "com.mchange."),
				new Payload("Rhino", new org.mozilla.javascript.NativeObject(), "org.mozilla."),
				new Payload("H2", new org.h2.jdbcx.JdbcDataSource(), "org.h2.jdbcx."),
				new Payload("row set", RowSetProvider.newFactory().createJdbcRowSet(), "com.sun.rowset."),
				new Payload("templates", TransformerFactory.newInstance()
					.newTemplates(new StreamSource(new StringReader(
							"<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'/>"))),
						"com.sun.org.apache.xalan."),
				new Payload("Spring AOP", springProxy(), "org.springframework.aop."),
				new Payload("Spring types", springType(), "org.springframework.core.SerializableTypeWrapper"),
				new Payload("Spring beans", springFactory(), "org.springframework.beans.factory."),
				new Payload("JNDI", new javax.naming.Reference("a"), "javax.naming.Reference"),
				new Payload("RMI", new java.rmi.MarshalledObject<>("a"), "java.rmi."),
				new Payload("JMX", new javax.management.BadAttributeValueExpException(null), "javax.management."),
				new Payload("annotation", PayloadTests.class.getDeclaredMethod("reset").getAnnotation(BeforeEach.class),
						"sun.reflect."),
				new Payload("bean context", new java.beans.beancontext.BeanContextSupport(), "java.beans.beancontext."),
				new Payload("Swing", new javax.swing.event.EventListenerList(), "javax.swing."),
				new Payload("stream in a stream", signed(), "java.security.SignedObject"));
	}

	private static Object springProxy() {
		ProxyFactory factory = new ProxyFactory();
		factory.setInterfaces(Comparable.class);
		factory.setTarget(new Target());
		return factory.getProxy();
	}

	private static Object springType() throws Exception {
		Class<?> provider = Class.forName("org.springframework.core.SerializableTypeWrapper$TypeProvider");
		Constructor<?> constructor = Class
			.forName("org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider")
			.getDeclaredConstructors()[0];
		constructor.setAccessible(true);
		InvocationHandler handler = (InvocationHandler & Serializable) (proxy, method, arguments) -> Target.class;
		return constructor.newInstance(
				Proxy.newProxyInstance(provider.getClassLoader(), new Class<?>[] { provider }, handler),
				Target.class.getMethod("touch"), 0);
	}

	private static Object springFactory() throws Exception {
		Constructor<?> constructor = Class
			.forName("org.springframework.beans.factory.support.AutowireUtils$ObjectFactoryDelegatingInvocationHandler")
			.getDeclaredConstructors()[0];
		constructor.setAccessible(true);
		return constructor.newInstance((org.springframework.beans.factory.ObjectFactory<?> & Serializable) Target::new);
	}

	private static SignedObject signed() throws Exception {
		KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
		return new SignedObject(new Target(), pair.getPrivate(), Signature.getInstance("SHA256withECDSA"));
	}

	private static void set(Object target, Class<?> type, String name, Object value) throws Exception {
		Field field = type.getDeclaredField(name);
		field.setAccessible(true);
		field.set(target, value);
	}

	private static byte[] write(Object value) throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		new ObjectOutputStream(bytes).writeObject(value);
		return bytes.toByteArray();
	}

	private static void read(byte[] bytes) throws Exception {
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
			in.readObject();
		}
		catch (ClassCastException ex) {
			// It has run by then
		}
	}

	/**
	 * The bytes of an attack.
	 */
	static final class Payload {

		private final String name;

		private final byte[] bytes;

		private final String end;

		Payload(String name, Object value, String end) throws Exception {
			this.name = name;
			this.bytes = write(value);
			this.end = end;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * What attacks run here instead of a command.
	 */
	@SuppressWarnings("serial")
	public static final class Target implements Serializable, Comparable<Target> {

		public String touch() {
			return "touched " + runs.incrementAndGet();
		}

		public String getTouched() {
			return touch();
		}

		@Override
		public int compareTo(Target other) {
			return 0;
		}

	}

	/**
	 * Counts how often a host is looked up.
	 */
	private static final class LookupHandler extends URLStreamHandler {

		@Override
		protected URLConnection openConnection(URL url) {
			throw new UnsupportedOperationException();
		}

		@Override
		protected java.net.InetAddress getHostAddress(URL url) {
			runs.incrementAndGet();
			return null;
		}

		private void set(URL url) {
			setURL(url, "probe", "host", -1, "host", null, "/", null, null);
		}

	}

}
