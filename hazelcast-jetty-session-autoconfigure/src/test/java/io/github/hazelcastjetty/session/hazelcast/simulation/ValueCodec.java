package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.nio.ByteBuffer;

import io.github.hazelcastjetty.session.codec.AttributeCodec;

/**
 * Encodes the values of the simulation, which are numbers. While a mutable one is encoded
 * others may change it.
 */
final class ValueCodec implements AttributeCodec {

	private static final int LARGE = 1100;

	private final Runnable step;

	ValueCodec(Runnable step) {
		this.step = step;
	}

	@Override
	public byte[] encode(String name, Object value) {
		if (value instanceof Box) {
			this.step.run();
		}
		int number = number(value);
		return ByteBuffer.allocate("large".equals(name) ? LARGE : Integer.BYTES).putInt(number).array();
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		return value(name, number(bytes));
	}

	static int number(byte[] bytes) {
		return ByteBuffer.wrap(bytes).getInt();
	}

	static Object value(String name, int number) {
		return "mutable".equals(name) ? new Box(number) : (Object) number;
	}

	static int number(Object value) {
		return (value instanceof Box box) ? box.number : (Integer) value;
	}

	/**
	 * A value that can be changed in place.
	 */
	static final class Box {

		private int number;

		private Box(int number) {
			this.number = number;
		}

		void change(int newNumber) {
			this.number = newNumber;
		}

	}

}
