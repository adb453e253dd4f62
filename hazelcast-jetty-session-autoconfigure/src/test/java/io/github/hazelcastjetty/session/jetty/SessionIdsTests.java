package io.github.hazelcastjetty.session.jetty;

import java.nio.charset.StandardCharsets;

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
		String id = ids.next();
		assertThat(id).matches("[A-Za-z0-9_-]{22}").isNotEqualTo(ids.next());
		assertThat(SessionIds.isPlausible(id)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA.",
			"AAAAAAAAAAAAAAAAAAAAA/", "AAAAAAAAAAAAAAAAAAAAA|", "AAAAAAAAAAAAAAAAAAAAA ", "AAAAAAAAAAAAAAAAAAAAA\u00e4",
			"AAAAAAAAAAAAAAAAAAAAA\u0661", "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAA\n" })
	void whatIsNoIdIsSeen(String id) {
		assertThat(SessionIds.isPlausible(id)).isFalse();
	}

	@Test
	void fingerprintsAreEqualIfTheBytesAre() {
		Fingerprint one = Fingerprint.of("a".getBytes(StandardCharsets.UTF_8));
		Fingerprint same = Fingerprint.of("a".getBytes(StandardCharsets.UTF_8));
		assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
		assertThat(one).isNotEqualTo(Fingerprint.of("b".getBytes(StandardCharsets.UTF_8)));
		assertThat(one).isNotEqualTo(Fingerprint.of(new byte[0]));
	}

}
