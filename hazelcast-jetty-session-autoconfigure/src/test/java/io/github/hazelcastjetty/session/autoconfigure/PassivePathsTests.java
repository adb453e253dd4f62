package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PassivePaths}.
 */
class PassivePathsTests {

	@Test
	void thereAreNoneByDefault() {
		assertThat(PassivePaths.of(List.of())).rejects("/", "/poll");
	}

	@Test
	void patternsAreThoseOfControllers() {
		Predicate<String> paths = PassivePaths.of(List.of("/poll", "/actuator/**", "/orders/{id}/state"));
		assertThat(paths)
			.accepts("/poll", "/poll;jsessionid=1", "/actuator", "/actuator/health/liveness", "/orders/7/state",
					"/%70oll")
			.rejects("/", "/polls", "/poll/more", "/orders/7");
	}

	@Test
	void patternThatIsNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> PassivePaths.of(List.of("/poll/{")));
	}

}
