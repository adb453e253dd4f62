package io.github.hazelcastjetty.session.hazelcast.format;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Turns the entries of the two session maps into texts and bytes and back, for the table
 * that keeps them in a database. Internal: public for that package only. The text of a
 * session's key begins with the session's name, and nothing is encrypted that is not
 * encrypted in the map. What is in databases must never change.
 */
public final class SessionEntries {

	/**
	 * Begins the text of an attribute's key. No session's name begins with it.
	 */
	private static final char ATTRIBUTE_KEY = '>';

	/**
	 * Begins the bytes of a large attribute.
	 */
	private static final byte ATTRIBUTE = 0;

	/**
	 * Begins the bytes of a session, and is the number of their format.
	 */
	private static final byte SESSION = 1;

	private SessionEntries() {
	}

	/**
	 * Return the text of a key.
	 * @param key a key of one of the two maps
	 * @return the text, different for each key
	 * @throws IllegalArgumentException if it is a key of another map
	 */
	public static String toText(Object key) {
		if (key instanceof String text) {
			return text;
		}
		if (key instanceof AttributeKey attribute) {
			return ATTRIBUTE_KEY + Long.toString(attribute.stamp()) + ATTRIBUTE_KEY + attribute.session().length()
					+ ATTRIBUTE_KEY + attribute.session() + attribute.name();
		}
		throw foreign("key", key);
	}

	/**
	 * Return the key that a text was made of.
	 * @param text what {@link #toText} returned
	 * @return the key
	 * @throws IllegalArgumentException if it is not the text of a key
	 */
	public static Object toKey(String text) {
		if (text.isEmpty() || text.charAt(0) != ATTRIBUTE_KEY) {
			return text;
		}
		int second = text.indexOf(ATTRIBUTE_KEY, 1);
		int third = text.indexOf(ATTRIBUTE_KEY, second + 1);
		try {
			long stamp = Long.parseLong(text.substring(1, second));
			int nameStart = third + 1 + Integer.parseInt(text.substring(second + 1, third));
			return new AttributeKey(text.substring(third + 1, nameStart), text.substring(nameStart), stamp);
		}
		catch (IndexOutOfBoundsException | NumberFormatException ex) {
			throw new IllegalArgumentException("Not the text of a key of a session map");
		}
	}

	/**
	 * Return the bytes of a value.
	 * @param value a value of one of the two maps
	 * @return the bytes
	 * @throws IllegalArgumentException if it is a value of another map
	 */
	public static byte[] toBytes(Object value) {
		ByteWriter out = new ByteWriter();
		if (value instanceof byte[] attribute) {
			out.number(ATTRIBUTE);
			out.bytes(attribute);
			return out.toByteArray();
		}
		if (value instanceof SessionHead head) {
			out.number(SESSION);
			out.number(head.version());
			out.signed(head.expiry());
			out.signed(head.stamp());
			text(out, head.node());
			text(out, head.principal());
			text(out, head.claim());
			out.bytes(head.body());
			return out.toByteArray();
		}
		throw foreign("value", value);
	}

	/**
	 * Return the value that bytes were made of.
	 * @param bytes what {@link #toBytes} returned
	 * @return the value
	 * @throws IllegalArgumentException if these are not the bytes of a value
	 */
	public static Object toValue(byte[] bytes) {
		if (bytes.length == 0 || (bytes[0] != ATTRIBUTE && bytes[0] != SESSION)) {
			throw new IllegalArgumentException("Not the bytes of a value of a session map");
		}
		if (bytes[0] == ATTRIBUTE) {
			return Arrays.copyOfRange(bytes, 1, bytes.length);
		}
		ByteReader in = new ByteReader(Arrays.copyOfRange(bytes, 1, bytes.length));
		return new SessionHead(in.number(), in.signed(), in.signed(), text(in), text(in), text(in), in.rest());
	}

	private static void text(ByteWriter out, @Nullable String text) {
		out.number((text != null) ? 1 : 0);
		if (text != null) {
			out.text(text);
		}
	}

	private static @Nullable String text(ByteReader in) {
		return (in.number() != 0) ? in.text() : null;
	}

	private static IllegalArgumentException foreign(String what, Object object) {
		return new IllegalArgumentException(
				"%s is the %s of no session map".formatted(object.getClass().getName(), what));
	}

}
