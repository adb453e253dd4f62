package io.github.hazelcastjetty.session.codec;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A refusal leaves the application's object as it was, and says what to do.
 */
class RefusalTests {

	private final JavaAttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(allowed()));

	private final JavaAttributeCodec all = new JavaAttributeCodec(AllowedClasses.filter(List.of("*")));

	private static List<String> allowed() {
		List<String> allowed = new ArrayList<>(AllowedClasses.DEFAULTS);
		allowed.add(Moody.class.getName());
		allowed.add(Cart.class.getName());
		allowed.add(Swallowing.class.getName());
		allowed.add(Line.class.getName());
		return allowed;
	}

	static List<Object> refused() {
		Object deep = "a";
		for (int i = 0; i < StreamClass.MAX_DEPTH; i++) {
			deep = new ArrayList<>(List.of(deep));
		}
		return List.of(new Unknown(), new Object(), deep, new HashMap<>(Map.of("a", new Unknown())));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void objectThatChangesWhileItIsWrittenIsPutRight(Object refused) {
		Moody moody = new Moody(refused);
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.codec.encode("a", moody));
			assertThat(moody.content).isSameAs(refused);
			assertThat(moody.isWriting).isFalse();
		}
	}

	@Test
	void messageNamesPathAndLineToAdd() {
		Cart cart = new Cart(List.of(new Line(null), new Line(new Unknown())));
		assertThatExceptionOfType(RefusedClassException.class).isThrownBy(() -> this.codec.encode("cart", cart))
			.withMessageContaining("'cart'")
			.withMessageContaining(Unknown.class.getName() + " (cart.lines[1].content)")
			.withMessageContaining("it is lost when this node stops")
			.withMessageContaining(
					"'hazelcast.jetty.session.serialization.allow: " + getClass().getPackageName() + ".**'")
			.withCauseInstanceOf(InvalidClassException.class)
			.satisfies((failure) -> assertThat(failure.remedy())
				.isEqualTo("hazelcast.jetty.session.serialization.allow: " + getClass().getPackageName() + ".**"));
	}

	@Test
	void oneLineAllowsAllClassesOfAnAttribute() throws Exception {
		List<Object> value = new ArrayList<>(List.of(new Unknown[1], new java.awt.Insets(1, 1, 1, 1)));
		assertThatExceptionOfType(RefusedClassException.class).isThrownBy(() -> this.codec.encode("a", value))
			.satisfies((failure) -> {
				String line = String.valueOf(failure.remedy());
				String key = "hazelcast.jetty.session.serialization.allow: ";
				assertThat(line).isEqualTo(key + getClass().getPackageName() + ".**,java.awt.Insets");
				List<String> patterns = new ArrayList<>(AllowedClasses.DEFAULTS);
				patterns.addAll(List.of(line.substring(key.length()).split(",")));
				JavaAttributeCodec allowing = new JavaAttributeCodec(AllowedClasses.filter(patterns));
				assertThat(allowing.decode("a", allowing.encode("a", value))).isInstanceOf(ArrayList.class);
			});
	}

	@Test
	void whatIsNotSerializableIsNamedWithItsPath() {
		Cart cart = new Cart(List.of(new Line(Map.of("a", new Object()))));
		assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> this.codec.encode("cart", cart))
			.withMessageContaining("cart.lines[0].content.value is a java.lang.Object")
			.withCauseInstanceOf(NotSerializableException.class);
	}

	@Test
	void objectThatSwallowsTheRefusalIsRefused() throws Exception {
		byte[] bytes = this.all.encode("a", new Swallowing(new Unknown()));
		assertThat(this.all.decode("a", bytes)).isInstanceOf(Swallowing.class);
		assertThatExceptionOfType(RefusedClassException.class).isThrownBy(() -> this.codec.decode("a", bytes))
			.withMessageContaining(Unknown.class.getName());
	}

	@Test
	void collectionsOfOthersAreNotIteratedOverForTheMessage() {
		Lazy lazy = new Lazy();
		for (Object value : List.of(lazy, java.util.Collections.unmodifiableList(lazy), new Line(lazy))) {
			assertThat(SerializationPath.find("a", value, (each) -> each == this)).isNull();
		}
	}

	@SuppressWarnings("serial")
	private static final class Unknown implements Serializable {

	}

	@SuppressWarnings("serial")
	private static final class Cart implements Serializable {

		private final List<Line> lines;

		private Cart(List<Line> lines) {
			this.lines = lines;
		}

	}

	/**
	 * Part of an attribute.
	 *
	 * @param content anything
	 */
	private record Line(Object content) implements Serializable {
	}

	/**
	 * Puts itself right after it was written, unless that fails.
	 */
	@SuppressWarnings("serial")
	private static final class Moody implements Serializable {

		private Object content;

		private boolean isWriting;

		private Moody(Object content) {
			this.content = content;
		}

		private void writeObject(ObjectOutputStream out) throws IOException {
			Object kept = this.content;
			this.content = null;
			this.isWriting = true;
			out.defaultWriteObject();
			out.writeObject(kept);
			this.content = kept;
			this.isWriting = false;
		}

	}

	@SuppressWarnings("serial")
	private static final class Swallowing implements Serializable {

		private transient Object content;

		private Swallowing(Object content) {
			this.content = content;
		}

		private void writeObject(ObjectOutputStream out) throws IOException {
			out.defaultWriteObject();
			out.writeObject(this.content);
		}

		private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
			in.defaultReadObject();
			try {
				this.content = in.readObject();
			}
			catch (InvalidClassException ex) {
				this.content = "another";
			}
		}

	}

	@SuppressWarnings("serial")
	private static final class Lazy extends java.util.AbstractList<Object> implements Serializable {

		@Override
		public java.util.Iterator<Object> iterator() {
			throw new AssertionError("elements are loaded");
		}

		@Override
		public Object get(int index) {
			throw new AssertionError("elements are loaded");
		}

		@Override
		public int size() {
			return 1;
		}

	}

}
