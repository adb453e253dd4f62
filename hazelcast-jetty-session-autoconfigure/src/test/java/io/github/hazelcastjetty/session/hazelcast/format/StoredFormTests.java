package io.github.hazelcastjetty.session.hazelcast.format;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;
import io.github.hazelcastjetty.session.store.StoredAttribute.Inline;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The form in which sessions are stored, which nodes of other versions have to
 * understand. If a test here fails, the change that made it fail must not be released.
 */
class StoredFormTests {

	private static final Instant CREATED = Instant.ofEpochMilli(1_700_000_000_000L);

	/**
	 * A body as version 1.0.0 writes it.
	 */
	private static final String GOLDEN = "01" // format
			+ "0106" + "80d095ffbc31" // created
			+ "0202" + "d00f" // accessed, 1000 ms later
			+ "0302" + "e807" // last accessed, 500 ms later
			+ "0404" + "c0a9d33a" // timeout of 61,500,000 ms, doubled by zigzag
			+ "0502" + "d00f" // cookie set
			+ "0600" // trusting
			+ "0702" + "d00f" // renewed
			+ "0804" + "04" + "010203" // secret
			+ "0909" + "0161" + "05" + "07" + "02" + "53414243" // inline, listening
			+ "090b" + "0162" + "959aef3a" + "ac02" + "01" + "f02e"; // apart

	@Test
	void recordsThatHazelcastComparesNeverChange() {
		assertThat(SessionHead.class.getName())
			.isEqualTo("io.github.hazelcastjetty.session.hazelcast.format.SessionHead");
		assertThat(components(SessionHead.class)).containsExactly("long version", "long expiry", "long stamp",
				"String node", "String principal", "String claim", "byte[] body");
		assertThat(AttributeKey.class.getName())
			.isEqualTo("io.github.hazelcastjetty.session.hazelcast.format.AttributeKey");
		assertThat(components(AttributeKey.class)).containsExactly("String session", "String name", "long stamp");
	}

	@Test
	void bodyOfTheFirstVersionIsRead() {
		HeadBody body = HeadBodyFormat.read(head(HexFormat.of().parseHex(GOLDEN)));
		assertThat(body.times()).isEqualTo(body().times());
		assertThat(body.trusting()).isTrue();
		assertThat(body.renewed()).isEqualTo(CREATED.plusMillis(1000));
		assertThat(body.secret()).containsExactly(1, 2, 3);
		assertThat(body.attributes()).containsOnlyKeys("a", "b");
		assertThat(body.attributes().get("a")).isInstanceOfSatisfying(Inline.class, (inline) -> {
			assertThat(inline.stamp()).isEqualTo(5);
			assertThat(inline.version()).isEqualTo(7);
			assertThat(inline.listening()).isTrue();
			assertThat(inline.bytes()).isEqualTo(new byte[] { 'S', 'A', 'B', 'C' });
		});
		assertThat(body.attributes().get("b")).isEqualTo(new Apart(123456789, 300, 6000, false));
	}

	@Test
	void bodyIsWrittenAsInTheFirstVersion() {
		assertThat(HexFormat.of().formatHex(HeadBodyFormat.write(body()).bytes())).isEqualTo(GOLDEN);
	}

	@Test
	void valuesAreHeldOnceBothAfterReadingAndAfterWriting() {
		SessionHead head = head(HexFormat.of().parseHex(GOLDEN));
		HeadBodyFormat.Written written = HeadBodyFormat.write(HeadBodyFormat.read(head));
		assertThat(((Inline) HeadBodyFormat.read(head).attributes().get("a")).source()).isSameAs(head.body());
		assertThat(written.body().attributes().get("a")).isInstanceOfSatisfying(Inline.class, (inline) -> {
			assertThat(inline.source()).isSameAs(written.bytes());
			assertThat(inline.bytes()).isEqualTo(new byte[] { 'S', 'A', 'B', 'C' });
		});
	}

	@Test
	void contentOfAFieldMakesRoomForALengthOfSeveralBytes() {
		byte[] value = new byte[20_000];
		value[0] = 1;
		value[19_999] = 2;
		HeadBody large = body().withAttributes(Map.of("n", new Inline(1, 1, value, false)));
		HeadBody read = HeadBodyFormat.read(head(HeadBodyFormat.write(large).bytes()));
		assertThat(((Inline) read.attributes().get("n")).bytes()).isEqualTo(value);
	}

	@Test
	void expiryOfAClaimedSessionIsThatOfItsTimeout() {
		SessionTimes times = body().times();
		SessionHead claimed = new SessionHead(2, 0, 2, "node", null, "node", HexFormat.of().parseHex(GOLDEN));
		assertThat(HeadBodyFormat.read(claimed).times().expiry()).isEqualTo(times.accessed().plus(times.maxInactive()));
	}

	@Test
	void timesThatEqualTheCreationAreLeftOut() {
		SessionTimes times = new SessionTimes(CREATED, CREATED, CREATED, Duration.ZERO, Instant.MAX, null);
		byte[] written = HeadBodyFormat.write(new HeadBody(times, false, CREATED, new byte[0], 1, Map.of(), List.of()))
			.bytes();
		assertThat(HexFormat.of().formatHex(written)).isEqualTo("01" + "010680d095ffbc31" + "040100" + "080101");
		assertThat(HeadBodyFormat.read(new SessionHead(1, Long.MAX_VALUE, 1, null, null, null, written)).times())
			.isEqualTo(times);
	}

	@Test
	void fieldsOfALaterVersionSurvive() {
		String later = GOLDEN + "7f03010203" + "c80100";
		HeadBody body = HeadBodyFormat.read(head(HexFormat.of().parseHex(later)));
		assertThat(body.unknown()).hasSize(2);
		assertThat(HexFormat.of().formatHex(HeadBodyFormat.write(body).bytes())).isEqualTo(later);
	}

	@Test
	void anotherFormatIsRefused() {
		assertThatExceptionOfType(UnreadableSessionException.class)
			.isThrownBy(() -> StoredHead.of("key", head(new byte[] { 2 })))
			.withMessageContaining("format 2")
			.withMessageEndingWith("(session 'key')");
	}

	@Test
	void whatIsNoSessionIsRefused() {
		for (int length = 0; length < GOLDEN.length() / 2; length++) {
			byte[] cut = Arrays.copyOf(HexFormat.of().parseHex(GOLDEN), length);
			try {
				StoredHead.of("key", head(cut));
			}
			catch (UnreadableSessionException ex) {
				assertThat(ex).hasMessageContaining("not a session");
			}
		}
	}

	private static List<String> components(Class<?> type) {
		return Arrays.stream(type.getRecordComponents())
			.map((RecordComponent component) -> component.getType().getSimpleName() + " " + component.getName())
			.toList();
	}

	private static SessionHead head(byte[] body) {
		return new SessionHead(1, CREATED.plusMillis(2000).toEpochMilli(), 1, null, null, null, body);
	}

	private static HeadBody body() {
		SessionTimes times = new SessionTimes(CREATED, CREATED.plusMillis(1000), CREATED.plusMillis(500),
				Duration.ofMillis(61_500_000), CREATED.plusMillis(2000), CREATED.plusMillis(1000));
		Map<String, StoredAttribute> attributes = new LinkedHashMap<>();
		attributes.put("a", new Inline(5, 7, new byte[] { 'S', 'A', 'B', 'C' }, true));
		attributes.put("b", new Apart(123456789, 300, 6000, false));
		return new HeadBody(times, true, CREATED.plusMillis(1000), new byte[] { 1, 2, 3 }, 4, attributes, List.of());
	}

}
