package io.github.hazelcastjetty.session.store;

import java.util.Arrays;

/**
 * One attribute of a stored session. Two attributes of the same name and session with the
 * same stamp hold the same value.
 *
 * @since 1.0.0
 */
public sealed interface StoredAttribute {

	/**
	 * Return the stamp of the change that set this value.
	 * @return a number that no other value of this attribute has
	 */
	long stamp();

	/**
	 * Return the version of the session that set this value. Orders values, but does not
	 * identify them.
	 * @return the version, from 1
	 */
	long version();

	/**
	 * Return the size of the encoded value.
	 * @return the size in bytes
	 */
	int size();

	/**
	 * Return whether the value wants to be told of its fate, that is implements
	 * {@code HttpSessionBindingListener} or {@code HttpSessionActivationListener}. Others
	 * need not be decoded to be replaced or removed.
	 * @return {@code true} if the value is a listener
	 */
	boolean listening();

	/**
	 * A small value, kept within the session's record, of whose bytes it is a part.
	 *
	 * @param stamp the stamp of the change that set this value
	 * @param version the version of the session that set this value
	 * @param source the bytes that the encoded value is a part of, not to be modified
	 * @param offset where it begins there
	 * @param size its size in bytes
	 * @param listening whether the value is a listener
	 */
	record Inline(long stamp, long version, byte[] source, int offset, int size,
			boolean listening) implements StoredAttribute {

		/**
		 * Create a value that has its bytes for itself.
		 * @param stamp the stamp of the change that set this value
		 * @param version the version of the session that set this value
		 * @param bytes the encoded value, not to be modified
		 * @param listening whether the value is a listener
		 */
		public Inline(long stamp, long version, byte[] bytes, boolean listening) {
			this(stamp, version, bytes, 0, bytes.length, listening);
		}

		/**
		 * Return the encoded value.
		 * @return the bytes, not to be modified
		 */
		public byte[] bytes() {
			return (this.size == this.source.length) ? this.source
					: Arrays.copyOfRange(this.source, this.offset, this.offset + this.size);
		}

	}

	/**
	 * A large value, kept beside the session's record in an entry that never changes.
	 *
	 * @param stamp the stamp of the change that set this value
	 * @param version the version of the session that set this value
	 * @param size the size of the encoded value in bytes
	 * @param listening whether the value is a listener
	 */
	record Apart(long stamp, long version, int size, boolean listening) implements StoredAttribute {

	}

}
