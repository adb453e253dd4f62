package io.github.hazelcastjetty.session.codec;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;

import org.jspecify.annotations.Nullable;

/**
 * A class that a stream names, without the array, the depth or the size it has there: all
 * that a filter can be asked about when a value is written.
 *
 * @param serialClass the class
 */
record StreamClass(Class<?> serialClass) implements FilterInfo {

	/**
	 * How deep objects may hold each other. A thread with the usual stack of 1 MB writes
	 * twice as deep as it can read, which is about 1000.
	 */
	static final int MAX_DEPTH = 500;

	/**
	 * Return whether a filter refuses a class.
	 */
	static boolean isRefused(@Nullable ObjectInputFilter filter, Class<?> type) {
		return filter != null && filter.checkInput(new StreamClass(type)) == Status.REJECTED;
	}

	@Override
	public long arrayLength() {
		return -1;
	}

	@Override
	public long depth() {
		return 1;
	}

	@Override
	public long references() {
		return 0;
	}

	@Override
	public long streamBytes() {
		return 0;
	}

}
