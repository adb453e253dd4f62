package io.github.hazelcastjetty.benchmark.server;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is on the class path of each application.
 */
class LibraryTests {

	@ParameterizedTest
	@CsvSource({ "IN_MEMORY, benchmark,", "OURS, benchmark, hazelcast-jetty-session-autoconfigure hazelcast-5.7.0.jar",
			"JETTY_HAZELCAST, benchmark, hazelcast-5.7.0.jar jetty-hazelcast-12.1.5.jar",
			"HAZELCAST_SPRING_SESSION, benchmark, hazelcast-5.7.0.jar hazelcast-spring-session-4.0.0-RC1.jar spring-session-core-4.0.5.jar" })
	void eachSeesOnlyWhatItNeeds(Library library, String own, String others) {
		Stream<String> all = Stream.of("/hazelcast/jetty-hazelcast/benchmark/target/classes",
				"/hazelcast/hazelcast-jetty-session-autoconfigure/target/classes", "/m2/hazelcast/hazelcast-5.7.0.jar",
				"/m2/jetty-hazelcast-12.1.5.jar", "/m2/hazelcast-spring-session-4.0.0-RC1.jar",
				"/m2/spring-session-core-4.0.5.jar");
		String expected = (others != null) ? own + " " + others : own;
		assertThat(all.filter((path) -> !library.leavesOut(path)).map(LibraryTests::name))
			.containsExactly(expected.split(" "));
	}

	private static String name(String path) {
		String[] names = path.split("/");
		return path.endsWith(".jar") ? names[names.length - 1] : names[names.length - 3];
	}

}
