package io.github.hazelcastjetty.session.jetty.data;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Fingerprint}.
 */
class FingerprintTests {

	@Test
	void fingerprintsAreEqualIfTheBytesAre() {
		Fingerprint one = Fingerprint.of("a".getBytes(StandardCharsets.UTF_8));
		Fingerprint same = Fingerprint.of("a".getBytes(StandardCharsets.UTF_8));
		assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
		assertThat(one).isNotEqualTo(Fingerprint.of("b".getBytes(StandardCharsets.UTF_8)));
		assertThat(one).isNotEqualTo(Fingerprint.of(new byte[0]));
	}

}
