package io.github.hazelcastjetty.session.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A short form for the values that sessions mostly hold: a letter and the value. It
 * cannot be confused with Java serialization, whose streams begin with another byte.
 */
final class SimpleValues {

	private static final byte STRING = 'S';

	private static final byte BYTES = 'B';

	private static final byte INTEGER = 'I';

	private static final byte LONG = 'L';

	private static final byte TRUE = 'T';

	private static final byte FALSE = 'F';

	private SimpleValues() {
	}

	/**
	 * Encode a value if it is a simple one.
	 * @param value the value
	 * @return the bytes, or {@code null} if the value is not a simple one
	 */
	static byte @Nullable [] encode(Object value) {
		if (value instanceof String text) {
			return encode(text);
		}
		if (value instanceof byte[] bytes) {
			return ByteBuffer.allocate(1 + bytes.length).put(BYTES).put(bytes).array();
		}
		if (value instanceof Integer number) {
			return ByteBuffer.allocate(1 + Integer.BYTES).put(INTEGER).putInt(number).array();
		}
		if (value instanceof Long number) {
			return ByteBuffer.allocate(1 + Long.BYTES).put(LONG).putLong(number).array();
		}
		if (value instanceof Boolean bool) {
			return new byte[] { bool ? TRUE : FALSE };
		}
		return null;
	}

	private static byte @Nullable [] encode(String text) {
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		// A lone surrogate has no UTF-8
		boolean exact = new String(utf8, StandardCharsets.UTF_8).equals(text);
		return exact ? ByteBuffer.allocate(1 + utf8.length).put(STRING).put(utf8).array() : null;
	}

	/**
	 * Decode a value if it is a simple one.
	 * @param bytes the bytes
	 * @return the value, or {@code null} if the bytes are in another form
	 */
	static @Nullable Object decode(byte[] bytes) {
		if (bytes.length == 0) {
			return null;
		}
		return switch (bytes[0]) {
			case STRING -> new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
			case BYTES -> Arrays.copyOfRange(bytes, 1, bytes.length);
			case INTEGER -> ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
			case LONG -> ByteBuffer.wrap(bytes, 1, Long.BYTES).getLong();
			case TRUE -> true;
			case FALSE -> false;
			default -> null;
		};
	}

	/**
	 * Return the type of a value if it is a simple one.
	 * @param bytes the bytes
	 * @return the name of its class, or {@code null} if the bytes are in another form
	 */
	static @Nullable String typeName(byte[] bytes) {
		if (bytes.length == 0) {
			return null;
		}
		return switch (bytes[0]) {
			case STRING -> String.class.getName();
			case BYTES -> byte[].class.getName();
			case INTEGER -> Integer.class.getName();
			case LONG -> Long.class.getName();
			case TRUE, FALSE -> Boolean.class.getName();
			default -> null;
		};
	}

}
