package io.github.hazelcastjetty.session.hazelcast;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;
import io.github.hazelcastjetty.session.store.StoredAttribute.Inline;

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
			+ "0704" + "03" + "6f6c64" // home
			+ "0802" + "d00f" // renewed
			+ "0904" + "03" + "6e6577" // moved to
			+ "0a08" + "0161" + "07" + "02" + "53414243" // inline, listening
			+ "0a0b" + "0162" + "ac02" + "01" + "f02e" + "959aef3a"; // apart

	@Test
	void recordsThatHazelcastComparesNeverChange() {
		assertThat(SessionHead.class.getName()).isEqualTo("io.github.hazelcastjetty.session.hazelcast.SessionHead");
		assertThat(components(SessionHead.class)).containsExactly("long version", "long expiry", "long stamp",
				"String node", "String principal", "String claim", "byte[] body");
		assertThat(AttributeKey.class.getName()).isEqualTo("io.github.hazelcastjetty.session.hazelcast.AttributeKey");
		assertThat(components(AttributeKey.class)).containsExactly("String session", "String name", "long stamp");
	}

	@Test
	void bodyOfTheFirstVersionIsRead() {
		HeadBody body = HeadBodyFormat.read(head(HexFormat.of().parseHex(GOLDEN)));
		assertThat(body.times()).isEqualTo(body().times());
		assertThat(body.trusting()).isTrue();
		assertThat(body.home()).isEqualTo("old");
		assertThat(body.renewed()).isEqualTo(CREATED.plusMillis(1000));
		assertThat(body.movedTo()).isEqualTo("new");
		assertThat(body.attributes()).containsOnlyKeys("a", "b");
		assertThat(body.attributes().get("a")).isInstanceOfSatisfying(Inline.class, (inline) -> {
			assertThat(inline.version()).isEqualTo(7);
			assertThat(inline.listening()).isTrue();
			assertThat(inline.bytes()).isEqualTo(new byte[] { 'S', 'A', 'B', 'C' });
		});
		assertThat(body.attributes().get("b")).isEqualTo(new Apart(300, 6000, 123456789, false));
	}

	@Test
	void bodyIsWrittenAsInTheFirstVersion() {
		assertThat(HexFormat.of().formatHex(HeadBodyFormat.write(body()))).isEqualTo(GOLDEN);
	}

	@Test
	void sealIsAFieldOfItsOwn() {
		HeadBody plain = body();
		HeadBody sealed = new HeadBody(plain.times(), true, "old", plain.renewed(), "new", null, new byte[] { 1, 2, 3 },
				Map.of(), null, List.of());
		String written = HexFormat.of().formatHex(HeadBodyFormat.write(sealed));
		assertThat(GOLDEN).startsWith(written.substring(0, written.length() - 10));
		assertThat(written).endsWith("0b03010203");
		assertThat(HeadBodyFormat.read(head(HexFormat.of().parseHex(written))).seal()).containsExactly(1, 2, 3);
	}

	@Test
	void formerNameIsAFieldOfItsOwn() {
		checkFormerName("ex", "0d03" + "02" + "6578");
	}

	@Test
	void formerNameThatIsTheHomeTakesThreeBytes() {
		checkFormerName("old", "0d01" + "00");
	}

	private static void checkFormerName(String former, String field) {
		HeadBody plain = body();
		String written = HexFormat.of()
			.formatHex(HeadBodyFormat.write(new HeadBody(plain.times(), true, "old", plain.renewed(), "new", former,
					null, Map.of(), null, List.of())));
		assertThat(GOLDEN).startsWith(written.substring(0, written.length() - field.length()));
		assertThat(written).endsWith(field);
		assertThat(HeadBodyFormat.read(head(HexFormat.of().parseHex(written))).former()).isEqualTo(former);
	}

	@Test
	void historySinceASplitIsAFieldOfItsOwn() {
		HeadBody plain = body();
		SplitHistory history = new SplitHistory(CREATED.plusMillis(1000), 300, Map.of("x", 301L));
		String written = HexFormat.of()
			.formatHex(HeadBodyFormat.write(new HeadBody(plain.times(), true, "old", plain.renewed(), "new", null, null,
					Map.of(), history, List.of())));
		assertThat(GOLDEN).startsWith(written.substring(0, written.length() - 20));
		assertThat(written).endsWith("0c08" + "d00f" + "ac02" + "0178" + "ad02");
		assertThat(HeadBodyFormat.read(head(HexFormat.of().parseHex(written))).split()).isEqualTo(history);
	}

	@Test
	void timesThatEqualTheCreationAreLeftOut() {
		SessionTimes times = new SessionTimes(CREATED, CREATED, CREATED, Duration.ZERO, Instant.MAX, null);
		byte[] written = HeadBodyFormat
			.write(new HeadBody(times, false, null, CREATED, null, null, null, Map.of(), null, List.of()));
		assertThat(HexFormat.of().formatHex(written)).isEqualTo("01" + "010680d095ffbc31" + "040100");
		assertThat(HeadBodyFormat.read(new SessionHead(1, Long.MAX_VALUE, 1, null, null, null, written)).times())
			.isEqualTo(times);
	}

	@Test
	void fieldsOfALaterVersionSurvive() {
		String later = GOLDEN + "7f03010203" + "c80100";
		HeadBody body = HeadBodyFormat.read(head(HexFormat.of().parseHex(later)));
		assertThat(body.unknown()).hasSize(2);
		assertThat(HexFormat.of().formatHex(HeadBodyFormat.write(body))).isEqualTo(later);
	}

	@Test
	void anotherFormatIsRefused() {
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> HeadBodyFormat.read(head(new byte[] { 2 })))
			.withMessageContaining("format 2");
	}

	@Test
	void whatIsNoSessionIsRefused() {
		for (int length = 0; length < GOLDEN.length() / 2; length++) {
			byte[] cut = Arrays.copyOf(HexFormat.of().parseHex(GOLDEN), length);
			try {
				HeadBodyFormat.read(head(cut));
			}
			catch (SessionStoreException ex) {
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
		attributes.put("a", new Inline(7, new byte[] { 'S', 'A', 'B', 'C' }, true));
		attributes.put("b", new Apart(300, 6000, 123456789, false));
		return new HeadBody(times, true, "old", CREATED.plusMillis(1000), "new", null, null, attributes, null,
				List.of());
	}

}
