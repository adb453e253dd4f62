package io.github.hazelcastjetty.session.codec;

import java.io.Externalizable;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * Bytes in an object that it is going to deserialize by itself, behind no filter of ours:
 * the snapshots of Spring Web Flow, which keeps the objects of a flow in the session that
 * way. What is in them is filtered when the object comes, before it can be used.
 */
final class InnerStream {

	private static final String SNAPSHOT = "org.springframework.webflow.execution.repository.snapshot.SerializedFlowExecutionSnapshot";

	private InnerStream() {
	}

	/**
	 * Return the bytes.
	 * @return the stream, or {@code null} if the object has none
	 * @throws ReflectiveOperationException if there is one that cannot be seen
	 */
	static byte @Nullable [] of(Object value) throws ReflectiveOperationException {
		if (!(value instanceof Externalizable)) {
			return null;
		}
		for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
			if (type.getName().equals(SNAPSHOT)) {
				Method data = type.getDeclaredMethod("getFlowExecutionData");
				data.setAccessible(true);
				return (byte[]) data.invoke(value);
			}
		}
		return null;
	}

}
