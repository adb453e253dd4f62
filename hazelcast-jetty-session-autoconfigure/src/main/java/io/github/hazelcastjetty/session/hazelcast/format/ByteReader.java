package io.github.hazelcastjetty.session.hazelcast.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. What it did not write is an
 * {@link IllegalArgumentException}.
 */
final class ByteReader {

	private final byte[] bytes;

	private final int end;

	private int position;

	ByteReader(byte[] bytes) {
		this(bytes, 0, bytes.length);
	}

	private ByteReader(byte[] bytes, int start, int end) {
		this.bytes = bytes;
		this.position = start;
		this.end = end;
	}

	boolean hasMore() {
		return this.position < this.end;
	}

	long number() {
		long value = 0;
		for (int shift = 0; shift < 64; shift += 7) {
			require(1);
			byte next = this.bytes[this.position++];
			value |= (next & 0x7FL) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw corrupt();
	}

	long signed() {
		long value = number();
		return (value >>> 1) ^ -(value & 1);
	}

	String text() {
		int length = (int) number();
		require(length);
		String text = new String(this.bytes, this.position, length, StandardCharsets.UTF_8);
		this.position += length;
		return text;
	}

	ByteReader slice(int length) {
		require(length);
		ByteReader slice = new ByteReader(this.bytes, this.position, this.position + length);
		this.position += length;
		return slice;
	}

	byte[] rest() {
		byte[] rest = Arrays.copyOfRange(this.bytes, this.position, this.end);
		this.position = this.end;
		return rest;
	}

	/**
	 * Return the bytes that are read from, of which the rest is those from
	 * {@link #position()} to the {@linkplain #remaining() end}.
	 */
	byte[] source() {
		return this.bytes;
	}

	int position() {
		return this.position;
	}

	int remaining() {
		return this.end - this.position;
	}

	private void require(int length) {
		if (length < 0 || length > this.end - this.position) {
			throw corrupt();
		}
	}

	private static IllegalArgumentException corrupt() {
		return new IllegalArgumentException("what is stored is not a session");
	}

}
