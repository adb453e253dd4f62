package io.github.hazelcastjetty.session.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MemberAddress}.
 */
class MemberAddressTests {

	@Test
	void hostWithoutPort() {
		assertThat(MemberAddress.of(" node-1.example.com")).isEqualTo(new MemberAddress("node-1.example.com", null))
			.hasToString("node-1.example.com");
	}

	@Test
	void hostWithPort() {
		assertThat(MemberAddress.of("10.0.0.1:5711")).isEqualTo(new MemberAddress("10.0.0.1", 5711))
			.hasToString("10.0.0.1:5711");
	}

	@Test
	void ipv6() {
		assertThat(MemberAddress.of("[fe80::1]:5701")).isEqualTo(new MemberAddress("[fe80::1]", 5701));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "http://node", "node:", "node:x", "node:0", "node:65536", "node:123456", "a b",
			"fe80::1", "10.0.0.*" })
	void malformed(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> MemberAddress.of(text))
			.withMessageContaining("'" + text + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LOCALHOST:5701", "127.0.0.1", "127.0.0.1:5702" })
	void loopback(String text) {
		assertThat(MemberAddress.of(text).isLoopback()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "node1", "10.0.0.1", "localhost.example.com" })
	void notLoopback(String text) {
		assertThat(MemberAddress.of(text).isLoopback()).isFalse();
	}

	@Test
	void defaultPort() {
		assertThat(MemberAddress.of("node").withDefaultPort(5)).hasToString("node:5");
		assertThat(MemberAddress.of("node:7").withDefaultPort(5)).hasToString("node:7");
		assertThat(MemberAddress.of("node").withDefaultPort(null)).hasToString("node");
	}

}
