package io.github.hazelcastjetty.session.jetty.data;

import java.io.File;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Types whose objects cannot change, so that an attribute of such a type has changed only
 * if it was set.
 */
final class ImmutableTypes {

	private static final Set<Class<?>> KNOWN = Set.of(String.class, Boolean.class, Character.class, Byte.class,
			Short.class, Integer.class, Long.class, Float.class, Double.class, BigInteger.class, BigDecimal.class,
			UUID.class, URI.class, URL.class, Locale.class, Currency.class, File.class, Class.class,
			InetSocketAddress.class);

	/**
	 * Spring Security sets the attribute again whenever it changes what is in it.
	 */
	private static final String SECURITY_CONTEXT = "org.springframework.security.core.context.SecurityContextImpl";

	private final ClassValue<Boolean> immutable = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return isKnown(type) || isImmutableRecord(type);
		}

	};

	private final Set<String> named;

	/**
	 * Create an instance.
	 * @param named the names of further classes whose objects never change
	 */
	ImmutableTypes(Set<String> named) {
		this.named = named;
	}

	boolean isImmutable(Object value) {
		return this.immutable.get(value.getClass());
	}

	private boolean isKnown(Class<?> type) {
		return this.named.contains(type.getName()) || SECURITY_CONTEXT.equals(type.getName()) || isOfTheJdk(type);
	}

	private static boolean isOfTheJdk(Class<?> type) {
		return type.isPrimitive() || type.isEnum() || KNOWN.contains(type) || isConstantOfEnum(type)
				|| (type.getName().startsWith("java.time.") && Modifier.isFinal(type.getModifiers()))
				|| InetAddress.class.isAssignableFrom(type);
	}

	private static boolean isConstantOfEnum(Class<?> type) {
		Class<?> parent = type.getSuperclass();
		return parent != null && parent.isEnum();
	}

	private boolean isImmutableRecord(Class<?> type) {
		return type.isRecord() && Arrays.stream(type.getRecordComponents())
			.map(RecordComponent::getType)
			.allMatch((component) -> component != type && this.immutable.get(component)
					&& (component.isPrimitive() || Modifier.isFinal(component.getModifiers()) || component.isEnum()));
	}

}
