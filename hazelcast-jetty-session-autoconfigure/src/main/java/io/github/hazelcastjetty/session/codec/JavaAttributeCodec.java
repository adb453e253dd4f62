package io.github.hazelcastjetty.session.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

/**
 * {@link AttributeCodec} that uses Java serialization, in the class loader of the web
 * application and behind a filter. Texts, whole numbers, booleans and byte arrays have a
 * shorter form.
 *
 * @since 1.0.0
 */
public final class JavaAttributeCodec implements AttributeCodec {

	/**
	 * Each element of an array takes a byte at least. A hash table has up to eight places
	 * for each of its entries, and each entry takes two bytes.
	 */
	private static final long PLACES_PER_BYTE = 8;

	private static final long PLACES_OF_EMPTY_VALUES = 1024;

	private final ObjectInputFilter filter;

	/**
	 * Create a codec.
	 * @param filter decides which classes may be decoded
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
		Recorder recorder = new Recorder(this.filter, Long.MAX_VALUE);
		try (ObjectOutputStream out = new CheckedObjectOutputStream(bytes, recorder)) {
			out.writeObject(value);
			out.flush();
			return bytes.toByteArray();
		}
		catch (Exception | LinkageError | StackOverflowError ex) {
			throwIfRefused(name, recorder, ex);
			throw new AttributeCodecException("Session attribute '%s' of type %s cannot be serialized: %s"
				.formatted(name, value.getClass().getName(), reason(name, value, ex)), ex);
		}
	}

	private static String reason(String name, Object value, Throwable failure) {
		String path = (failure instanceof NotSerializableException) ? SerializationPath.find(name, value) : null;
		return (path != null) ? path + ", which does not implement java.io.Serializable" : failure.toString();
	}

	@Override
	public Object decode(String name, byte[] bytes) throws AttributeCodecException {
		Object simple = SimpleValues.decode(bytes);
		return (simple != null) ? simple : deserialize(name, bytes);
	}

	private Object deserialize(String name, byte[] bytes) throws AttributeCodecException {
		Recorder recorder = new Recorder(this.filter, PLACES_PER_BYTE * bytes.length + PLACES_OF_EMPTY_VALUES);
		try (ObjectInputStream in = new ApplicationObjectInputStream(new ByteArrayInputStream(bytes), recorder)) {
			return in.readObject();
		}
		catch (Exception | LinkageError | StackOverflowError ex) {
			throwIfRefused(name, recorder, ex);
			throw new AttributeCodecException(
					"Session attribute '%s' cannot be deserialized on this node: %s".formatted(name, ex), ex);
		}
	}

	private static void throwIfRefused(String name, Recorder recorder, Throwable failure)
			throws AttributeCodecException {
		Class<?> refused = recorder.refused;
		if (failure instanceof InvalidClassException && refused != null) {
			throw new AttributeCodecException(
					("Session attribute '%s' holds an object of %s, which is not among "
							+ "the allowed classes. If it is to be, add it to "
							+ "hazelcast.jetty.session.serialization.allow")
						.formatted(name, refused.getName()),
					failure);
		}
	}

	/**
	 * Remembers which class was refused, for the message. Refuses arrays that a few bytes
	 * only pretend to be, before memory is taken for them.
	 */
	private static final class Recorder implements ObjectInputFilter {

		private final ObjectInputFilter delegate;

		private final long longestArray;

		private @Nullable Class<?> refused;

		private Recorder(ObjectInputFilter delegate, long longestArray) {
			this.delegate = delegate;
			this.longestArray = longestArray;
		}

		@Override
		public Status checkInput(FilterInfo info) {
			if (info.arrayLength() > this.longestArray) {
				return Status.REJECTED;
			}
			Status status = this.delegate.checkInput(info);
			if (status == Status.REJECTED && this.refused == null) {
				this.refused = info.serialClass();
			}
			return status;
		}

	}

	/**
	 * Refuses what no node would read, so that it shows on the node that writes it.
	 */
	private static final class CheckedObjectOutputStream extends ObjectOutputStream {

		private final ObjectInputFilter filter;

		private CheckedObjectOutputStream(OutputStream out, ObjectInputFilter filter) throws IOException {
			super(out);
			this.filter = filter;
		}

		@Override
		protected void annotateClass(Class<?> type) throws IOException {
			// A failure ends the stream with its exception
			if (!IOException.class.isAssignableFrom(type)) {
				check(type);
			}
		}

		@Override
		protected void annotateProxyClass(Class<?> type) throws IOException {
			for (Class<?> proxied : type.getInterfaces()) {
				check(proxied);
			}
			check(type);
		}

		private void check(Class<?> type) throws InvalidClassException {
			if (this.filter.checkInput(new ClassInfo(type)) == Status.REJECTED) {
				throw new InvalidClassException(type.getName(), "not allowed");
			}
		}

	}

	/**
	 * A class alone, without the stream it is in.
	 *
	 * @param serialClass the class
	 */
	private record ClassInfo(Class<?> serialClass) implements FilterInfo {

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

	private static final class ApplicationObjectInputStream extends ObjectInputStream {

		private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

		private ApplicationObjectInputStream(InputStream in, ObjectInputFilter filter) throws IOException {
			super(in);
			setObjectInputFilter(filter);
		}

		@Override
		protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
			try {
				return Class.forName(description.getName(), false, this.classLoader);
			}
			catch (ClassNotFoundException ex) {
				return super.resolveClass(description);
			}
		}

		@Override
		protected Class<?> resolveProxyClass(String[] interfaceNames) throws IOException, ClassNotFoundException {
			Class<?>[] interfaces = new Class<?>[interfaceNames.length];
			for (int i = 0; i < interfaceNames.length; i++) {
				interfaces[i] = Class.forName(interfaceNames[i], false, this.classLoader);
			}
			return Proxy.newProxyInstance(this.classLoader, interfaces, (proxy, method, args) -> null).getClass();
		}

	}

}
