package io.github.hazelcastjetty.session.codec;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectStreamConstants;

import org.jspecify.annotations.Nullable;

/**
 * The beginning of a stream of Java serialization, which says what is in it. Nothing is
 * loaded, and no object is made.
 */
final class StreamHead {

	private StreamHead() {
	}

	/**
	 * Return the name of the class of the object in a stream.
	 * @param bytes the stream
	 * @return the name as {@link Class#getName()} returns it, or {@code null} if the
	 * bytes are something else
	 */
	static @Nullable String typeName(byte[] bytes) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			if (in.readShort() != ObjectStreamConstants.STREAM_MAGIC
					|| in.readShort() != ObjectStreamConstants.STREAM_VERSION) {
				return null;
			}
			return switch (in.readByte()) {
				case ObjectStreamConstants.TC_STRING, ObjectStreamConstants.TC_LONGSTRING -> String.class.getName();
				case ObjectStreamConstants.TC_CLASS -> Class.class.getName();
				case ObjectStreamConstants.TC_OBJECT, ObjectStreamConstants.TC_ARRAY, ObjectStreamConstants.TC_ENUM ->
					className(in);
				default -> null;
			};
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static @Nullable String className(DataInputStream in) throws IOException {
		return switch (in.readByte()) {
			case ObjectStreamConstants.TC_CLASSDESC -> in.readUTF();
			case ObjectStreamConstants.TC_PROXYCLASSDESC -> (in.readInt() > 0) ? in.readUTF() : null;
			default -> null;
		};
	}

}
