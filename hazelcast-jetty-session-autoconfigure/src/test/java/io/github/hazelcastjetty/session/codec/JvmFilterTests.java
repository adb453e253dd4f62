package io.github.hazelcastjetty.session.codec;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The filter of the whole JVM goes on to refuse what it refuses. It can be set once only,
 * so this takes a JVM of its own.
 */
class JvmFilterTests {

	@Test
	void filterOfTheJvmIsAskedToo() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Djdk.serialFilter=!java.math.BigDecimal;!java.net.URL", "-cp", System.getProperty("java.class.path"),
				Probe.class.getName())
			.redirectErrorStream(true)
			.start();
		try {
			String output = new String(process.getInputStream().readAllBytes());
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(output.lines()).containsExactly("java.math.BigDecimal refused, refused",
					"java.net.URL refused, refused", "java.util.Date accepted, accepted");
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Runs in the other JVM.
	 */
	public static final class Probe {

		private Probe() {
		}

		public static void main(String[] args) throws Exception {
			JavaAttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(List.of("*")));
			for (Object value : List.of(new BigDecimal("1"), new java.net.URL("file:/a"), new java.util.Date(1))) {
				java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
				new java.io.ObjectOutputStream(bytes).writeObject(value);
				System.out.println(value.getClass().getName() + " " + tell(() -> codec.encode("a", value)) + ", "
						+ tell(() -> codec.decode("a", bytes.toByteArray())));
			}
		}

		private static String tell(java.util.concurrent.Callable<Object> call) throws Exception {
			try {
				call.call();
				return "accepted";
			}
			catch (RefusedClassException ex) {
				return (String.valueOf(ex.getMessage()).contains("jdk.serialFilter")) ? "refused"
						: "refused by another";
			}
		}

	}

}
