package io.github.hazelcastjetty.sample.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import org.jspecify.annotations.Nullable;

/**
 * The record that the cluster keeps of a session, for somebody who has read
 * {@code docs/contributing/architecture.md} and has none of our classes.
 *
 * @param version counts the changes
 * @param expiry when to look whether it is to be destroyed
 * @param stamp tells this state from every other
 * @param node the node that wrote it
 * @param principal always {@code null}
 * @param claim the node that destroys it, or {@code null}
 * @param body all the rest
 */
record HeadAsStored(long version, long expiry, long stamp, @Nullable String node, @Nullable String principal,
		@Nullable String claim, byte[] body) {

	private static final int SECRET = 8;

	HeadAsStored with(byte[] other) {
		return new HeadAsStored(this.version, this.expiry, this.stamp, this.node, this.principal, this.claim, other);
	}

	/**
	 * The secret part of the session's id, unless it is encrypted.
	 */
	String secret() {
		ByteBuffer field = ByteBuffer.wrap(Objects.requireNonNull(field(SECRET)));
		// The version of the session that set the secret
		number(field);
		return StandardCharsets.US_ASCII.decode(field).toString();
	}

	/**
	 * The first field of the body with a tag, or {@code null} if there is none.
	 */
	byte @Nullable [] field(int tag) {
		ByteBuffer in = ByteBuffer.wrap(this.body);
		// The number of the format
		number(in);
		while (in.hasRemaining()) {
			long found = number(in);
			byte[] content = new byte[(int) number(in)];
			in.get(content);
			if (found == tag) {
				return content;
			}
		}
		return null;
	}

	/**
	 * Reads a number of seven bits a byte.
	 */
	static long number(ByteBuffer in) {
		long value = 0;
		for (int shift = 0;; shift += 7) {
			byte next = in.get();
			value |= (next & 0x7FL) << shift;
			if (next >= 0) {
				return value;
			}
		}
	}

	/**
	 * Reads and writes such records.
	 */
	static final class Serializer implements CompactSerializer<HeadAsStored> {

		@Override
		public HeadAsStored read(CompactReader in) {
			return new HeadAsStored(in.readInt64("version"), in.readInt64("expiry"), in.readInt64("stamp"),
					in.readString("node"), in.readString("principal"), in.readString("claim"),
					in.readArrayOfInt8("body"));
		}

		@Override
		public void write(CompactWriter out, HeadAsStored head) {
			out.writeInt64("version", head.version());
			out.writeInt64("expiry", head.expiry());
			out.writeInt64("stamp", head.stamp());
			out.writeString("node", head.node());
			out.writeString("principal", head.principal());
			out.writeString("claim", head.claim());
			out.writeArrayOfInt8("body", head.body());
		}

		@Override
		public String getTypeName() {
			return "io.github.hazelcastjetty.session.hazelcast.format.SessionHead";
		}

		@Override
		public Class<HeadAsStored> getCompactClass() {
			return HeadAsStored.class;
		}

	}

}
