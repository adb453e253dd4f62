package io.github.hazelcastjetty.session.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names of sessions.
 */
class SessionKeyTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "/shop", "/a/b", "|www.example.org", "/shop|www.example.org" })
	void nameIsSplitAsItWasMade(String scope) {
		SessionKey key = new SessionKey("Ab-_9", scope);
		assertThat(SessionKey.parse(key.value())).isEqualTo(key);
		assertThat(key.withId("x").value()).isEqualTo("x" + scope);
	}

	@Test
	void descriptionKeepsTheIdSecret() {
		assertThat(new SessionKey("secret", "/shop").toString()).doesNotContain("secret").contains("/shop");
	}

}
