package io.github.hazelcastjetty.rules.storm;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * A value that says of itself whether it is whole.
 */
final class Parcel implements Serializable {

	private static final long serialVersionUID = 1L;

	private final long number;

	private final byte[] content;

	private final long checksum;

	private Parcel(long number, byte[] content) {
		this.number = number;
		this.content = content;
		this.checksum = checksum(number, content);
	}

	static Parcel of(long number, int size) {
		byte[] content = new byte[size];
		new Random(number).nextBytes(content);
		return new Parcel(number, content);
	}

	long number() {
		return this.number;
	}

	boolean isWhole() {
		return this.checksum == checksum(this.number, this.content)
				&& Arrays.equals(this.content, of(this.number, this.content.length).content);
	}

	private static long checksum(long number, byte[] content) {
		CRC32 checksum = new CRC32();
		checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
		checksum.update(content);
		return checksum.getValue();
	}

}
