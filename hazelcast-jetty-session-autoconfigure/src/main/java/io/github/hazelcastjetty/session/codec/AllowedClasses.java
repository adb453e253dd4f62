package io.github.hazelcastjetty.session.codec;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.util.Collection;
import java.util.List;

/**
 * The classes that attributes may be made of. Whatever is not allowed is refused before
 * an object of it exists, so that bytes placed in the grid by somebody else cannot run
 * code here.
 *
 * @since 1.0.0
 */
public final class AllowedClasses {

	/**
	 * Value types of the JDK, the types that Spring keeps in sessions, and those in which
	 * Jetty remembers who has logged in. Proxies, reflection, method handles,
	 * {@code java.net.URL} and the parts of Spring known from attacks are not among them.
	 */
	public static final List<String> DEFAULTS = List.of("java.lang.*", "java.math.*", "java.time.**", "java.util.*",
			"java.util.concurrent.**", "java.util.regex.*", "java.text.*", "java.net.URI", "java.net.InetAddress",
			"java.net.Inet4Address", "java.net.Inet6Address", "java.net.InetSocketAddress", "java.sql.Date",
			"java.sql.Time", "java.sql.Timestamp", "java.io.File", "java.security.KeyRep*",
			"javax.security.auth.Subject*", "java.security.Principal", "org.springframework.security.**",
			"org.springframework.web.**", "org.springframework.util.*", "org.springframework.ui.*",
			"org.springframework.http.*", "org.springframework.validation.*", "org.springframework.core.style.*",
			"org.eclipse.jetty.security.authentication.SessionAuthentication",
			"org.eclipse.jetty.security.authentication.LoginAuthenticator$UserAuthenticationSucceeded",
			"org.eclipse.jetty.security.MultiAuthenticator$MultiAuthState", "org.eclipse.jetty.http.HttpURI$Immutable");

	private AllowedClasses() {
	}

	/**
	 * Create a filter that accepts the given classes and refuses all others.
	 * @param patterns names of classes ({@code com.example.Cart}), packages
	 * ({@code com.example.*}) or packages with all below them ({@code com.example.**});
	 * {@code *} alone accepts everything
	 * @return the filter
	 * @throws IllegalArgumentException if a pattern has another form
	 */
	public static ObjectInputFilter filter(Collection<String> patterns) {
		if (patterns.contains("*")) {
			return (info) -> Status.UNDECIDED;
		}
		patterns.forEach(AllowedClasses::check);
		return ObjectInputFilter.Config.createFilter(String.join(";", patterns) + ";!*");
	}

	private static void check(String pattern) {
		if (!pattern.matches("[\\p{javaJavaIdentifierPart}.]+(\\*{0,2})") || pattern.startsWith(".")) {
			throw new IllegalArgumentException("'" + pattern + "' is neither the name of a class (com.example.Cart) "
					+ "nor a package (com.example.* or, with those below it, com.example.**)");
		}
		ObjectInputFilter.Config.createFilter(pattern);
	}

}
