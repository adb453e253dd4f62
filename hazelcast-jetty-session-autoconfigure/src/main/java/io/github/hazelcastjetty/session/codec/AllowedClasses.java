package io.github.hazelcastjetty.session.codec;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes that attributes may be made of. Whatever is not allowed is refused before
 * an object of it exists, so that bytes that an attacker has put into the cluster cannot
 * run code here.
 *
 * @since 1.0.0
 */
public final class AllowedClasses {

	/**
	 * Value types of the JDK, the types that Spring keeps in sessions, and those in which
	 * Jetty remembers who has logged in, and nothing else. Proxies, lambdas,
	 * {@code java.net.URL} and other frameworks are not among them.
	 */
	public static final List<String> STRICT = List.of("java.lang.*", "java.math.*", "java.time.**", "java.util.*",
			"java.util.concurrent.**", "java.util.regex.*", "java.text.*", "java.net.URI", "java.net.InetAddress",
			"java.net.Inet4Address", "java.net.Inet6Address", "java.net.InetSocketAddress", "java.sql.Date",
			"java.sql.Time", "java.sql.Timestamp", "java.io.File", "java.security.KeyRep*",
			"javax.security.auth.Subject*", "java.security.Principal", "org.springframework.security.**",
			"org.springframework.web.**", "org.springframework.util.*", "org.springframework.ui.*",
			"org.springframework.http.*", "org.springframework.validation.*", "org.springframework.core.style.*",
			"org.eclipse.jetty.security.authentication.SessionAuthentication",
			"org.eclipse.jetty.security.authentication.LoginAuthenticator$UserAuthenticationSucceeded",
			"org.eclipse.jetty.security.MultiAuthenticator$MultiAuthState", "org.eclipse.jetty.http.HttpURI$Immutable");

	/**
	 * What {@link #STRICT} has, and all else that applications and their frameworks are
	 * known to keep in sessions. Of the JDK, what is harmless by itself; of frameworks,
	 * packages in which no known chain of attack ends.
	 */
	public static final List<String> DEFAULTS = Stream
		.of(STRICT, platform(), proxies(), failures(), spring(), persistence(), languages(), libraries())
		.flatMap(List::stream)
		.toList();

	private AllowedClasses() {
	}

	private static List<String> platform() {
		return List.of("java.io.*", "java.net.SocketAddress", "java.net.URL", "java.sql.*", "java.util.function.*",
				"java.util.logging.Level", "java.security.KeyPair", "java.security.Key", "java.security.PublicKey",
				"java.security.PrivateKey", "java.security.Timestamp", "java.security.CodeSigner",
				"java.security.cert.*", "javax.crypto.SecretKey", "javax.crypto.spec.*", "javax.security.auth.*",
				"javax.security.auth.x500.*", "javax.security.auth.kerberos.*", "javax.security.auth.login.*",
				"javax.xml.namespace.QName", "com.sun.org.apache.xerces.internal.jaxp.datatype.*",
				"com.sun.security.auth.*", "sun.util.BuddhistCalendar", "sun.util.calendar.ZoneInfo",
				"java.beans.PropertyChangeSupport", "java.beans.PropertyChangeEvent", "java.lang.annotation.*");
	}

	/**
	 * Proxies and lambdas are as harmless as their handlers, interfaces and capturing
	 * classes, which have to be allowed too.
	 */
	private static List<String> proxies() {
		return List.of("java.lang.reflect.Proxy", "jdk.proxy*", "com.sun.proxy.*", "java.lang.invoke.SerializedLambda");
	}

	/**
	 * Causes of failures, which a login that has failed leaves in the session.
	 */
	private static List<String> failures() {
		return List.of("java.net.BindException", "java.net.ConnectException", "java.net.HttpRetryException",
				"java.net.MalformedURLException", "java.net.NoRouteToHostException",
				"java.net.PortUnreachableException", "java.net.ProtocolException", "java.net.SocketException",
				"java.net.SocketTimeoutException", "java.net.UnknownHostException", "java.net.UnknownServiceException",
				"java.net.URISyntaxException", "java.net.http.*", "java.nio.*", "java.nio.channels.*",
				"java.nio.charset.*", "java.nio.file.*", "java.lang.reflect.InaccessibleObjectException",
				"java.lang.reflect.InvocationTargetException", "java.lang.reflect.UndeclaredThrowableException",
				"java.security.AccessControlException", "java.security.DigestException",
				"java.security.GeneralSecurityException", "java.security.InvalidAlgorithmParameterException",
				"java.security.InvalidKeyException", "java.security.InvalidParameterException",
				"java.security.KeyException", "java.security.KeyManagementException", "java.security.KeyStoreException",
				"java.security.NoSuchAlgorithmException", "java.security.NoSuchProviderException",
				"java.security.PrivilegedActionException", "java.security.ProviderException",
				"java.security.SignatureException", "java.security.UnrecoverableEntryException",
				"java.security.UnrecoverableKeyException", "java.security.spec.InvalidKeySpecException",
				"java.security.spec.InvalidParameterSpecException", "javax.crypto.AEADBadTagException",
				"javax.crypto.BadPaddingException", "javax.crypto.IllegalBlockSizeException",
				"javax.crypto.NoSuchPaddingException", "javax.naming.AuthenticationException",
				"javax.naming.AuthenticationNotSupportedException", "javax.naming.CommunicationException",
				"javax.naming.CompositeName", "javax.naming.ConfigurationException",
				"javax.naming.InvalidNameException", "javax.naming.NameNotFoundException",
				"javax.naming.NamingException", "javax.naming.NamingSecurityException",
				"javax.naming.NoPermissionException", "javax.naming.OperationNotSupportedException",
				"javax.naming.PartialResultException", "javax.naming.ServiceUnavailableException",
				"javax.naming.SizeLimitExceededException", "javax.naming.TimeLimitExceededException",
				"javax.naming.ldap.LdapName", "javax.naming.ldap.Rdn", "javax.naming.ldap.Rdn$RdnEntry",
				"javax.net.ssl.*", "org.xml.sax.*", "javax.xml.parsers.ParserConfigurationException");
	}

	private static List<String> spring() {
		return List.of("org.springframework.beans.*", "org.springframework.beans.support.MutableSortDefinition",
				"org.springframework.beans.support.PagedListHolder", "org.springframework.context.*",
				"org.springframework.context.i18n.*", "org.springframework.context.support.*",
				"org.springframework.core.*", "org.springframework.core.convert.*", "org.springframework.dao.**",
				"org.springframework.data.domain.**", "org.springframework.data.geo.*",
				"org.springframework.data.util.*", "org.springframework.http.**", "org.springframework.ldap.*",
				"org.springframework.transaction.*", "org.springframework.binding.**", "org.springframework.webflow.**",
				"org.springframework.validation.**", "jakarta.servlet.**", "jakarta.validation.*");
	}

	private static List<String> persistence() {
		return List.of("jakarta.persistence.*", "org.hibernate.*", "org.hibernate.collection.**",
				"org.hibernate.proxy.**", "org.hibernate.exception.*");
	}

	private static List<String> languages() {
		return List.of("kotlin.*", "kotlin.collections.**", "kotlin.enums.*", "kotlin.io.*", "kotlin.random.*",
				"kotlin.ranges.*", "kotlin.text.*", "kotlin.time.*", "kotlin.uuid.*", "kotlin.jvm.internal.Lambda",
				"kotlin.jvm.internal.Ref*", "groovy.lang.EmptyRange", "groovy.lang.GString", "groovy.lang.IntRange",
				"groovy.lang.NumberRange", "groovy.lang.Tuple*", "org.codehaus.groovy.runtime.GStringImpl", "scala.*",
				"scala.collection.*", "scala.collection.generic.*", "scala.collection.immutable.*",
				"scala.collection.mutable.*", "scala.math.*", "scala.util.*", "scala.runtime.ModuleSerializationProxy");
	}

	private static List<String> libraries() {
		return List.of("com.google.common.base.*", "com.google.common.collect.*", "com.google.common.hash.*",
				"com.google.common.net.*", "com.google.common.primitives.*", "org.apache.commons.collections4.**",
				"org.apache.commons.lang3.*", "org.apache.commons.lang3.math.*", "org.apache.commons.lang3.mutable.*",
				"org.apache.commons.lang3.time.*", "org.apache.commons.lang3.tuple.*", "org.joda.time.**",
				"org.joda.money.**", "com.fasterxml.jackson.databind.node.NodeSerialization",
				"tools.jackson.databind.node.NodeSerialization");
	}

	/**
	 * Create a filter that accepts the given classes and refuses all others. What attacks
	 * are made of is refused unless it is named exactly, even if everything is accepted.
	 * @param patterns names of classes ({@code com.example.Cart}), packages
	 * ({@code com.example.*}) or packages with all below them ({@code com.example.**});
	 * {@code *} alone accepts everything
	 * @return the filter, which is asked about classes only
	 * @throws IllegalArgumentException if a pattern has another form
	 */
	public static ObjectInputFilter filter(Collection<String> patterns) {
		List<String> exact = new ArrayList<>();
		List<String> wide = new ArrayList<>();
		for (String pattern : patterns) {
			if (!pattern.equals("*")) {
				check(pattern);
				(pattern.endsWith("*") ? wide : exact).add(pattern);
			}
		}
		// The first pattern that matches decides
		List<String> all = new ArrayList<>(exact);
		DangerousClasses.PATTERNS.forEach((pattern) -> all.add("!" + pattern));
		all.addAll(wide);
		if (!patterns.contains("*")) {
			all.add("!*");
		}
		return new RememberingFilter(ObjectInputFilter.Config.createFilter(String.join(";", all)));
	}

	private static void check(String pattern) {
		if (!pattern.matches("[\\p{javaJavaIdentifierPart}.]+(\\*{0,2})") || pattern.startsWith(".")) {
			throw new IllegalArgumentException("'" + pattern + "' is neither the name of a class (com.example.Cart) "
					+ "nor a package (com.example.* or, with those below it, com.example.**)");
		}
		ObjectInputFilter.Config.createFilter(pattern);
	}

	/**
	 * Asks hundreds of patterns once for each class.
	 */
	private static final class RememberingFilter implements ObjectInputFilter {

		private final ClassValue<Status> decisions;

		private RememberingFilter(ObjectInputFilter delegate) {
			this.decisions = new ClassValue<>() {

				@Override
				protected Status computeValue(Class<?> type) {
					return delegate.checkInput(new StreamClass(type));
				}

			};
		}

		@Override
		public Status checkInput(FilterInfo info) {
			Class<?> type = info.serialClass();
			return (type != null) ? this.decisions.get(type) : Status.UNDECIDED;
		}

	}

}
