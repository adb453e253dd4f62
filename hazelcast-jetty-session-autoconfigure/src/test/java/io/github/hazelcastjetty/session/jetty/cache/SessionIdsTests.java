package io.github.hazelcastjetty.session.jetty.cache;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ids and fingerprints.
 */
class SessionIdsTests {

	@Test
	void idsAreSafeInCookiesAndUrls() {
		SessionIds ids = new SessionIds();
		String name = ids.nextName();
		String secret = ids.nextSecret();
		assertThat(name).matches("[A-Za-z0-9_-]{16}").isNotEqualTo(ids.nextName());
		assertThat(secret).matches("[A-Za-z0-9_-]{22}").isNotEqualTo(ids.nextSecret());
		assertThat(SessionIds.isPlausible(name + secret)).isTrue();
		assertThat(SessionIds.name(name + secret)).isEqualTo(name);
		assertThat(SessionIds.secret(name + secret)).isEqualTo(secret);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "A", "AA", ".", "/", "|", " ", "\u00e4", "\u0661", "=", "\n" })
	void whatIsNoIdIsSeen(String end) {
		assertThat(SessionIds.isPlausible("A".repeat(37) + "A")).isTrue();
		assertThat(SessionIds.isPlausible("A".repeat(end.equals("A") ? 38 : 37) + end)).isFalse();
	}

}
