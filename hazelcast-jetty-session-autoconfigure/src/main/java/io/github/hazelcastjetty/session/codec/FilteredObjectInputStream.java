package io.github.hazelcastjetty.session.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * Reads values in the class loader of the web application.
 * <p>
 * The filter of classes is asked about each class that the stream names, before there is
 * an object of it: the same classes that {@link CollectingObjectOutputStream} collects.
 * It is not asked about objects that allowed classes make themselves, such as the key in
 * place of a {@code java.security.KeyRep}, so that what was written can be read. The
 * JVM's own filter ({@code jdk.serialFilter}) is asked about everything.
 */
final class FilteredObjectInputStream extends ObjectInputStream implements ValueStream {

	/**
	 * Each element of an array takes a byte at least. A hash table has up to eight places
	 * for each of its entries, and each entry takes two bytes.
	 */
	private static final long PLACES_PER_BYTE = 8;

	private static final long PLACES_OF_EMPTY_VALUES = 1024;

	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	private final ObjectInputFilter filter;

	private @Nullable Class<?> refused;

	private final AtomicBoolean reading = new AtomicBoolean(true);

	/**
	 * Create a stream.
	 * @param bytes what to read
	 * @param filter decides which classes the stream may name
	 */
	FilteredObjectInputStream(byte[] bytes, ObjectInputFilter filter) throws IOException {
		super(new ByteArrayInputStream(bytes));
		this.filter = filter;
		setObjectInputFilter(
				new Limits(PLACES_PER_BYTE * bytes.length + PLACES_OF_EMPTY_VALUES, getObjectInputFilter()));
		enableResolveObject(true);
	}

	/**
	 * Return the class that was refused. An object may have caught the failure.
	 */
	@Nullable Class<?> refused() {
		return this.refused;
	}

	@Override
	public AtomicBoolean reading() {
		return this.reading;
	}

	@Override
	public void close() throws IOException {
		this.reading.set(false);
		super.close();
	}

	@Override
	protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
		Class<?> type = find(description);
		check(type);
		return (type == java.net.URL.class) ? URL.class : type;
	}

	private Class<?> find(ObjectStreamClass description) throws IOException, ClassNotFoundException {
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
			interfaces[i] = findInterface(interfaceNames[i]);
			check(interfaces[i]);
		}
		try {
			Class<?> type = Proxy.newProxyInstance(proxyLoader(interfaces), interfaces, (proxy, method, args) -> null)
				.getClass();
			check(type);
			return type;
		}
		catch (IllegalArgumentException ex) {
			throw new ClassNotFoundException("No proxy of " + String.join(", ", interfaceNames), ex);
		}
	}

	private Class<?> findInterface(String name) throws ClassNotFoundException {
		try {
			return Class.forName(name, false, this.classLoader);
		}
		catch (ClassNotFoundException ex) {
			return Class.forName(name, false, FilteredObjectInputStream.class.getClassLoader());
		}
	}

	/**
	 * Return where to define a proxy: an interface that is not public can only be
	 * implemented where it comes from.
	 */
	private @Nullable ClassLoader proxyLoader(Class<?>[] interfaces) {
		for (Class<?> type : interfaces) {
			if (!Modifier.isPublic(type.getModifiers())) {
				return type.getClassLoader();
			}
		}
		return (this.classLoader != null) ? this.classLoader : FilteredObjectInputStream.class.getClassLoader();
	}

	@Override
	protected Object resolveObject(Object value) throws IOException {
		try {
			byte[] inner = InnerStream.of(value);
			if (inner != null) {
				readInner(inner);
			}
			return value;
		}
		catch (ClassNotFoundException ex) {
			throw new IOException(ex);
		}
		catch (ReflectiveOperationException ex) {
			throw refuse(value.getClass());
		}
	}

	/**
	 * Read what an object is going to read by itself, to see whether that is allowed.
	 */
	private void readInner(byte[] bytes) throws IOException, ClassNotFoundException {
		try (FilteredObjectInputStream in = new FilteredObjectInputStream(bytes, this.filter)) {
			try {
				in.readObject();
			}
			finally {
				this.refused = (this.refused != null) ? this.refused : in.refused;
			}
		}
	}

	private void check(Class<?> type) throws InvalidClassException {
		if (StreamClass.isRefused(this.filter, type)) {
			throw refuse(type);
		}
	}

	private InvalidClassException refuse(Class<?> type) {
		this.refused = (this.refused != null) ? this.refused : type;
		return new InvalidClassException(type.getName(), "not allowed");
	}

	/**
	 * Refuses arrays that a few bytes only pretend to be, before memory is taken for
	 * them, and objects that hold each other deeper than the stack is. There cannot be
	 * more objects than bytes. Asks the JVM's filter, which a stream's own takes the
	 * place of.
	 */
	private final class Limits implements ObjectInputFilter {

		private final long longestArray;

		private final @Nullable ObjectInputFilter jvm;

		private Limits(long longestArray, @Nullable ObjectInputFilter jvm) {
			this.longestArray = longestArray;
			this.jvm = jvm;
		}

		@Override
		public Status checkInput(FilterInfo info) {
			if (info.arrayLength() > this.longestArray || info.depth() > StreamClass.MAX_DEPTH) {
				return Status.REJECTED;
			}
			if (this.jvm == null) {
				return Status.UNDECIDED;
			}
			Class<?> type = info.serialClass();
			Class<?> named = (type == URL.class) ? java.net.URL.class : type;
			Status status = this.jvm.checkInput((named != type) ? new StreamClass(named) : info);
			if (status == Status.REJECTED && named != null) {
				refuse(named);
			}
			return status;
		}

	}

}
