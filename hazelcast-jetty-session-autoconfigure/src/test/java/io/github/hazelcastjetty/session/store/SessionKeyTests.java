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
	}

	@Test
	void descriptionIsTheStoredKey() {
		assertThat(new SessionKey("name", "/shop")).hasToString("name/shop");
	}

}
