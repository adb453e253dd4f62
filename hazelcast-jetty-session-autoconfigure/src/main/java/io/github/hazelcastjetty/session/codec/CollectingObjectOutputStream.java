package io.github.hazelcastjetty.session.codec;

import java.io.IOException;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Writes a value to its end, whatever is in it, and tells afterwards what no node would
 * read. An exception out of the middle could leave an object changed that changes itself
 * while it is written.
 */
final class CollectingObjectOutputStream extends ObjectOutputStream {

	private static final StackWalker STACK = StackWalker.getInstance();

	private final Set<Class<?>> classes = new LinkedHashSet<>();

	private @Nullable Object notSerializable;

	private boolean tooDeep;

	private long objects;

	private long nextMeasure = StreamClass.MAX_DEPTH;

	CollectingObjectOutputStream(OutputStream out) throws IOException {
		super(out);
		enableReplaceObject(true);
	}

	/**
	 * Return the classes that the stream names.
	 */
	Set<Class<?>> classes() {
		return this.classes;
	}

	/**
	 * Return the first object that is not serializable, in whose place the stream has
	 * none.
	 */
	@Nullable Object notSerializable() {
		return this.notSerializable;
	}

	/**
	 * Return whether objects hold each other too deep, so that the stream ends there.
	 */
	boolean isTooDeep() {
		return this.tooDeep;
	}

	@Override
	protected void annotateClass(Class<?> type) {
		this.classes.add(type);
	}

	@Override
	protected void annotateProxyClass(Class<?> type) {
		this.classes.addAll(List.of(type.getInterfaces()));
		this.classes.add(type);
	}

	@Override
	protected @Nullable Object replaceObject(Object value) {
		if (!(value instanceof Serializable)) {
			this.notSerializable = (this.notSerializable != null) ? this.notSerializable : value;
			return null;
		}
		collectInner(value);
		if (++this.objects < this.nextMeasure) {
			return value;
		}
		long depth = depth();
		if (depth > StreamClass.MAX_DEPTH) {
			this.tooDeep = true;
			return null;
		}
		// Each object adds one level at most
		this.nextMeasure = this.objects + Math.max(1, StreamClass.MAX_DEPTH - depth);
		return value;
	}

	private void collectInner(Object value) {
		try {
			byte[] inner = InnerStream.of(value);
			if (inner != null) {
				readInner(inner);
			}
		}
		catch (IOException | ReflectiveOperationException ex) {
			// The object is going to fail by itself
		}
	}

	private void readInner(byte[] bytes) throws IOException, ClassNotFoundException {
		try (FilteredObjectInputStream in = new FilteredObjectInputStream(bytes, this::collect)) {
			in.readObject();
		}
	}

	private Status collect(FilterInfo info) {
		Class<?> type = info.serialClass();
		if (type != null) {
			this.classes.add(type);
		}
		return Status.UNDECIDED;
	}

	/**
	 * Return how deep the stream is, which it does not tell itself.
	 */
	private static long depth() {
		return STACK.walk((frames) -> frames.filter((frame) -> frame.getMethodName().equals("writeObject0")).count());
	}

}
