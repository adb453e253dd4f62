package io.github.hazelcastjetty.session.hazelcast.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes numbers of seven bits a byte, the low ones first, and texts of a length and
 * UTF-8.
 */
final class ByteWriter {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

	void number(long value) {
		long rest = value;
		while ((rest & ~0x7FL) != 0) {
			this.out.write((int) (rest & 0x7F | 0x80));
			rest >>>= 7;
		}
		this.out.write((int) rest);
	}

	/**
	 * Write a number that may be negative, which {@link #number} would give ten bytes.
	 * @param value the number
	 */
	void signed(long value) {
		number((value << 1) ^ (value >> 63));
	}

	void text(String value) {
		byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
		number(utf8.length);
		bytes(utf8);
	}

	void bytes(byte[] value) {
		this.out.writeBytes(value);
	}

	byte[] toByteArray() {
		return this.out.toByteArray();
	}

}
