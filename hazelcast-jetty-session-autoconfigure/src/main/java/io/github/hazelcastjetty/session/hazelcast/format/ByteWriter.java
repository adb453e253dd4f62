package io.github.hazelcastjetty.session.hazelcast.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes numbers of seven bits a byte, the low ones first, texts of a length and UTF-8,
 * and fields of a tag, a length and a content.
 */
final class ByteWriter {

	private byte[] bytes;

	private int size;

	ByteWriter() {
		this(512);
	}

	/**
	 * Create an instance.
	 * @param expected how many bytes are expected, more than zero
	 */
	ByteWriter(int expected) {
		this.bytes = new byte[expected];
	}

	void number(long value) {
		reserve(10);
		long rest = value;
		while ((rest & ~0x7FL) != 0) {
			this.bytes[this.size++] = (byte) (rest & 0x7F | 0x80);
			rest >>>= 7;
		}
		this.bytes[this.size++] = (byte) rest;
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
		bytes(value, 0, value.length);
	}

	void bytes(byte[] source, int offset, int length) {
		reserve(length);
		System.arraycopy(source, offset, this.bytes, this.size, length);
		this.size += length;
	}

	/**
	 * Begin a field. What is written until {@link #end} is its content.
	 * @param tag the tag of the field
	 * @return the place of the field
	 */
	int begin(int tag) {
		number(tag);
		return this.size;
	}

	/**
	 * End a field. Only now is its length known, and its content makes room for it.
	 * @param field the place of the field
	 */
	void end(int field) {
		int length = this.size - field;
		number(length);
		int width = this.size - field - length;
		System.arraycopy(this.bytes, field, this.bytes, field + width, length);
		this.size = field;
		number(length);
		this.size += length;
	}

	private void reserve(int length) {
		if (this.bytes.length - this.size < length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(2 * this.bytes.length, this.size + length));
		}
	}

	int size() {
		return this.size;
	}

	byte[] toByteArray() {
		return Arrays.copyOf(this.bytes, this.size);
	}

}
