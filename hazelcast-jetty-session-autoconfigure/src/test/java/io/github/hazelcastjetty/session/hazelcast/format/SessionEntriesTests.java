package io.github.hazelcastjetty.session.hazelcast.format;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SessionEntries}. The golden texts and bytes are in databases, and so
 * may never change.
 */
class SessionEntriesTests {

	private static final SessionHead HEAD = new SessionHead(300, 1_700_000_000_000L, -5, "node", null, "claim",
			new byte[] { 1, 2, 3 });

	private static final String GOLDEN = "01" + "ac02" + "80a0abfef962" + "09" + "01046e6f6465" + "00"
			+ "0105636c61696d" + "010203";

	@ParameterizedTest
	@ValueSource(strings = { "", "9WzUv8PFbToN5eCRo8U4_A", "9WzUv8PFbToN5eCRo8U4_A/shop|www.example.com" })
	void keyOfASessionIsItsText(String key) {
		assertThat(SessionEntries.toText(key)).isEqualTo(key);
		assertThat(SessionEntries.toKey(key)).isEqualTo(key);
	}

	@ParameterizedTest
	@CsvSource({ "abc/shop, cart, 7, >7>8>abc/shopcart", "a>b, c>d, -1, >-1>3>a>bc>d", "abc, '>', 0, >0>3>abc>",
			"'', '', 0, >0>0>" })
	void keyOfAnAttributeAsText(String session, String name, long stamp, String text) {
		AttributeKey key = new AttributeKey(session, name, stamp);
		assertThat(SessionEntries.toText(key)).isEqualTo(text);
		assertThat(SessionEntries.toKey(text)).isEqualTo(key);
	}

	@Test
	void sessionAsBytes() {
		assertThat(HexFormat.of().formatHex(SessionEntries.toBytes(HEAD))).isEqualTo(GOLDEN);
		assertThat(SessionEntries.toValue(HexFormat.of().parseHex(GOLDEN))).isEqualTo(HEAD);
		SessionHead immortal = new SessionHead(1, Long.MAX_VALUE, Long.MIN_VALUE, null, "user", null, new byte[0]);
		assertThat(SessionEntries.toValue(SessionEntries.toBytes(immortal))).isEqualTo(immortal);
	}

	@Test
	void attributeAsBytes() {
		byte[] bytes = SessionEntries.toBytes(new byte[] { 1, 9 });
		assertThat(bytes).containsExactly(0, 1, 9);
		assertThat((byte[]) SessionEntries.toValue(bytes)).containsExactly(1, 9);
	}

	@ParameterizedTest
	@ValueSource(strings = { ">", ">1", ">1>2", ">1>5>abc", ">x>1>abc", ">1>-4>abc" })
	void otherTextsAreRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SessionEntries.toKey(text));
	}

	@Test
	void otherObjectsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SessionEntries.toText(1))
			.withMessageContaining("java.lang.Integer");
		assertThatIllegalArgumentException().isThrownBy(() -> SessionEntries.toBytes("text"));
		assertThatIllegalArgumentException().isThrownBy(() -> SessionEntries.toValue(new byte[0]));
		assertThatIllegalArgumentException().isThrownBy(() -> SessionEntries.toValue(new byte[] { 2 }));
	}

}
