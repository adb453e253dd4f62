package io.github.hazelcastjetty.session.codec;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.nio.BufferUnderflowException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * {@link AttributeCodec} that uses Java serialization, in the class loader of the web
 * application and behind a filter. Texts, whole numbers, booleans and byte arrays have a
 * shorter form.
 *
 * @since 1.0.0
 */
public final class JavaAttributeCodec implements AttributeCodec {

	private final ObjectInputFilter filter;

	/**
	 * Create a codec.
	 * @param filter decides which classes may be encoded and decoded. It is asked about
	 * classes alone, not about arrays and depths
	 * @see AllowedClasses#filter
	 */
	public JavaAttributeCodec(ObjectInputFilter filter) {
		this.filter = filter;
	}

	@Override
	public byte[] encode(String name, Object value) throws AttributeCodecException {
		byte[] simple = SimpleValues.encode(value);
		return (simple != null) ? simple : serialize(name, value);
	}

	private byte[] serialize(String name, Object value) throws AttributeCodecException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (CollectingObjectOutputStream out = new CollectingObjectOutputStream(bytes)) {
			out.writeObject(value);
			out.flush();
			check(name, value, out);
			return bytes.toByteArray();
		}
		catch (Exception | LinkageError | StackOverflowError ex) {
			if (ex instanceof AttributeCodecException failure) {
				throw failure;
			}
			throw notSerialized(name, value, ex.toString(), ex);
		}
	}

	/**
	 * Refuse what no node would read, so that it shows on the node that writes it.
	 */
	private void check(String name, Object value, CollectingObjectOutputStream out) throws AttributeCodecException {
		Object notSerializable = out.notSerializable();
		if (notSerializable != null) {
			String path = SerializationPath.find(name, value, (each) -> each == notSerializable);
			String type = notSerializable.getClass().getName();
			throw notSerialized(name, value, "%s %s, which does not implement java.io.Serializable"
				.formatted((path != null) ? path + " is a" : "it holds a", type), new NotSerializableException(type));
		}
		if (out.isTooDeep()) {
			throw notSerialized(name, value,
					"its objects hold each other more than %d levels deep".formatted(StreamClass.MAX_DEPTH), null);
		}
		List<Class<?>> refused = out.classes()
			.stream()
			.filter((type) -> StreamClass.isRefused(this.filter, type))
			.toList();
		if (!refused.isEmpty()) {
			String path = SerializationPath.find(name, value, refused.get(0)::isInstance);
			throw RefusedClassException.onWrite(name, path, refused);
		}
		checkJvm(name, out);
	}

	private static void checkJvm(String name, CollectingObjectOutputStream out) throws AttributeCodecException {
		// As a stream does that reads it
		ObjectInputFilter jvm = ObjectInputFilter.Config.getSerialFilterFactory()
			.apply(null, ObjectInputFilter.Config.getSerialFilter());
		for (Class<?> type : out.classes()) {
			if (StreamClass.isRefused(jvm, type)) {
				throw RefusedClassException.byJvm(name, type);
			}
		}
	}

	private static AttributeCodecException notSerialized(String name, Object value, String reason,
			@Nullable Throwable cause) {
		return new AttributeCodecException("Session attribute '%s' of type %s cannot be serialized: %s".formatted(name,
				value.getClass().getName(), reason), cause);
	}

	@Override
	public Object decode(String name, byte[] bytes) throws AttributeCodecException {
		try {
			Object simple = SimpleValues.decode(bytes);
			return (simple != null) ? simple : deserialize(name, bytes);
		}
		catch (IndexOutOfBoundsException | BufferUnderflowException ex) {
			throw notDeserialized(name, ex);
		}
	}

	@Override
	public @Nullable String typeName(byte[] bytes) {
		String simple = SimpleValues.typeName(bytes);
		return (simple != null) ? simple : StreamHead.typeName(bytes);
	}

	private static AttributeCodecException notDeserialized(String name, Throwable cause) {
		return new AttributeCodecException(
				"Session attribute '%s' cannot be deserialized on this node: %s".formatted(name, cause), cause);
	}

	private Object deserialize(String name, byte[] bytes) throws AttributeCodecException {
		try (FilteredObjectInputStream in = new FilteredObjectInputStream(bytes, this.filter)) {
			return read(name, in);
		}
		catch (Exception | LinkageError | StackOverflowError ex) {
			if (ex instanceof AttributeCodecException failure) {
				throw failure;
			}
			throw notDeserialized(name, ex);
		}
	}

	private Object read(String name, FilteredObjectInputStream in) throws Exception {
		try {
			Object value = in.readObject();
			throwIfRefused(name, in);
			return value;
		}
		catch (Exception | LinkageError | StackOverflowError ex) {
			throwIfRefused(name, in);
			throw ex;
		}
	}

	/**
	 * Refuse a value even if an object in it has caught the failure.
	 */
	private void throwIfRefused(String name, FilteredObjectInputStream in) throws AttributeCodecException {
		Class<?> refused = in.refused();
		if (refused != null) {
			throw (StreamClass.isRefused(this.filter, refused)) ? RefusedClassException.onRead(name, refused)
					: RefusedClassException.byJvm(name, refused);
		}
	}

}
