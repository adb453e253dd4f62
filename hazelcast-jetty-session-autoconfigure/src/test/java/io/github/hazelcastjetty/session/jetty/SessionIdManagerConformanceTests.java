package io.github.hazelcastjetty.session.jetty;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.session.DefaultSessionIdManagerTest;
import org.eclipse.jetty.session.TestableRequest;
import org.eclipse.jetty.session.TestableSessionManager;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jetty's own tests of a session id manager. Their class makes its id managers by itself,
 * so it is loaded here with ours in their place, and with an id of our form in place of
 * its {@code 1234}, which could never be one of ours.
 */
class SessionIdManagerConformanceTests {

	private static final String JETTYS_ID = "1234";

	private static final String OUR_ID = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl";

	private static final Map<String, String> REPLACEMENTS = Map.of(
			DefaultSessionIdManager.class.getName().replace('.', '/'),
			DelegatingSessionIdManager.class.getName().replace('.', '/'), JETTYS_ID, OUR_ID);

	@TestFactory
	Stream<DynamicTest> jettysTests() throws Exception {
		Class<?> tests = new RewritingClassLoader().loadClass(DefaultSessionIdManagerTest.class.getName());
		Method[] methods = Arrays.stream(tests.getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class))
			.toArray(Method[]::new);
		assertThat(methods).hasSize(4);
		return Arrays.stream(methods).map((method) -> DynamicTest.dynamicTest(method.getName(), () -> {
			try {
				method.invoke(tests.getConstructor().newInstance());
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		}));
	}

	/**
	 * What the other id stands for: Jetty's id manager takes over any text.
	 */
	@Test
	void idOfAnotherFormIsNeverTakenOver() throws Exception {
		Server server = new Server();
		TestableSessionManager other = new TestableSessionManager() {

			@Override
			public boolean isIdInUse(String id) {
				return true;
			}

		};
		server.addBean(other);
		other.setServer(server);
		DelegatingSessionIdManager ids = new DelegatingSessionIdManager(server);
		server.start();
		try {
			assertThat(ids.isIdInUse(JETTYS_ID)).isTrue();
			assertThat(ids.newSessionId(new TestableRequest(), OUR_ID, 0)).isEqualTo(OUR_ID);
			assertThat(ids.newSessionId(new TestableRequest(), JETTYS_ID, 0)).isNotEqualTo(JETTYS_ID).hasSize(38);
		}
		finally {
			server.stop();
		}
	}

	/**
	 * Loads Jetty's test with other constants.
	 */
	private static final class RewritingClassLoader extends ClassLoader {

		private static final int UTF8 = 1;

		private static final int CLASS_FILE_HEAD = 8;

		private RewritingClassLoader() {
			super(DefaultSessionIdManagerTest.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith(DefaultSessionIdManagerTest.class.getName())) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream resource = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = rewrite(new DataInputStream(resource));
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

		/**
		 * Copies a class file (Java Virtual Machine Specification, 4.4).
		 */
		private static byte[] rewrite(DataInputStream in) throws IOException {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			DataOutputStream out = new DataOutputStream(bytes);
			out.write(in.readNBytes(CLASS_FILE_HEAD));
			int count = in.readUnsignedShort();
			out.writeShort(count);
			for (int i = 1; i < count; i++) {
				int tag = in.readUnsignedByte();
				out.writeByte(tag);
				if (tag == UTF8) {
					String text = in.readUTF();
					out.writeUTF(REPLACEMENTS.getOrDefault(text, text));
				}
				else {
					int size = size(tag);
					out.write(in.readNBytes(size));
					// Long and double constants count twice
					i += (size == Long.BYTES) ? 1 : 0;
				}
			}
			in.transferTo(out);
			return bytes.toByteArray();
		}

		private static int size(int tag) {
			return switch (tag) {
				case 7, 8, 16, 19, 20 -> 2;
				case 15 -> 3;
				case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
				case 5, 6 -> Long.BYTES;
				default -> throw new IllegalArgumentException("Unknown constant " + tag);
			};
		}

	}

}
