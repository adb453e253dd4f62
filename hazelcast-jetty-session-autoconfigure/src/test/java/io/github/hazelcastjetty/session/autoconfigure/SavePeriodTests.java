package io.github.hazelcastjetty.session.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SavePeriod}.
 */
class SavePeriodTests {

	@ParameterizedTest
	@CsvSource({ "-2, -2", "-1, -1", "0, 0", "1, 1", "2, 2", "600, 600", "attribute-change, -2", "shutdown, -1",
			"request-end, 0", "request-end-if-set, 1", "REQUEST_END_IF_SET, 1", "2s, 2", "5m, 300", "PT1H, 3600" })
	void text(String text, int number) {
		assertThat(SavePeriod.valueOf(text).getNumber()).isEqualTo(number);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-3", "1s", "0s", "500ms", "-5s", "often", "", "1 fortnight" })
	void anythingElseIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SavePeriod.valueOf(text))
			.withMessageContaining(text)
			.withMessageContaining("use 'attribute-change' (-2), 'shutdown' (-1), 'request-end' (0), "
					+ "'request-end-if-set' (1) or a time of at least two seconds");
	}

	@Test
	void numbersAndNamesAreEqual() {
		assertThat(SavePeriod.valueOf("-1")).isEqualTo(SavePeriod.SHUTDOWN)
			.hasSameHashCodeAs(SavePeriod.SHUTDOWN)
			.hasToString("shutdown")
			.isNotEqualTo(SavePeriod.REQUEST_END);
		assertThat(SavePeriod.valueOf("30s")).isEqualTo(SavePeriod.valueOf(30)).hasToString("30s");
	}

}
