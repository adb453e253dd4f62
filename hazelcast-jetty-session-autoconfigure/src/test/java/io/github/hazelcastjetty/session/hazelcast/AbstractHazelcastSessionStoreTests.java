package io.github.hazelcastjetty.session.hazelcast;

import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.StoredHead;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.AbstractSessionStoreTests;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every {@link SessionStore} promises, and how {@link HazelcastSessionStore} uses
 * its maps.
 */
abstract class AbstractHazelcastSessionStoreTests extends AbstractSessionStoreTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	final String mapName = "sessions-" + UUID.randomUUID();

	/**
	 * Return the Hazelcast instance of a node.
	 * @param node 0 or 1
	 * @return a member or a client of one cluster
	 */
	abstract HazelcastInstance instance(int node);

	@Override
	protected SessionStore open(int node) {
		SessionMaps.prepare(instance(node), this.mapName, 1, Duration.ofMinutes(30), false, (config) -> {
		});
		return new HazelcastSessionStore(instance(node), this.mapName, TIMEOUT);
	}

	@Override
	protected void goBack(SessionKey key, SessionRecord record) {
		instance(0).getMap(this.mapName).set(key.value(), ((StoredHead) record).head());
	}

	@Test
	void removedSessionLeavesNothingBehind() {
		SessionRecord base = this.one.update(this.key, insert(), set("a", bytes(LARGE)));
		assertThat(base).isNotNull();
		SessionRecord claimed = this.one.claim(this.key, (record) -> true);
		assertThat(claimed).isNotNull();
		assertThat(this.other.update(this.key, base, set("b", bytes(LARGE)))).isNull();
		this.one.remove(this.key, claimed);
		assertThat(this.other.update(this.key, base, set("a", bytes(LARGE)))).isNull();
		assertThat(instance(0).getMap(this.mapName).size()).isZero();
		awaitLargeAttributes(0);
	}

	@Test
	void everyLargeValueHasItsOwnEntryAndNoneIsLeftBehind() {
		SessionRecord base = insert();
		this.one.update(this.key, base, set("a", bytes(LARGE)));
		this.other.update(this.key, base, set("a", bytes(LARGE + 1)));
		assertThat(value(this.one, find(this.one), "a")).hasSize(LARGE + 1);
		awaitLargeAttributes(1);
		this.one.update(this.key, find(this.one), set("a", bytes(3)));
		awaitLargeAttributes(0);
		this.one.update(this.key, find(this.one), set("a", bytes(LARGE)));
		this.other.update(this.key, find(this.other), removed("a"));
		awaitLargeAttributes(0);
	}

	@Test
	void largeValuesAreKeptBesideTheirSession() {
		insert();
		this.one.update(this.key, find(this.one), set("a", bytes(LARGE)));
		Object attributeKey = instance(0).getMap(this.mapName + "-attributes").keySet().iterator().next();
		assertThat(instance(0).getPartitionService().getPartition(attributeKey).getPartitionId())
			.isEqualTo(instance(0).getPartitionService().getPartition(this.key.value()).getPartitionId());
	}

	@ParameterizedTest
	@MethodSource("foreignValues")
	void whatIsNotASessionIsUnreadableAndHindersNobody(Object foreign) {
		insert(SessionKey.of("expired"), Instant.now().minusSeconds(1));
		insert();
		if (!putByHand(this.mapName, this.key.value(), foreign)) {
			assertThat(this.other.find(this.key, null)).isNotNull();
			return;
		}
		for (SessionStore store : List.of(this.one, this.other)) {
			assertThatExceptionOfType(UnreadableSessionException.class).isThrownBy(() -> store.find(this.key, null))
				.withMessage("Reading a session failed: what is stored is not a session (session '%s')"
					.formatted(this.key.value()));
			assertThatExceptionOfType(UnreadableSessionException.class)
				.isThrownBy(() -> store.claim(this.key, (record) -> true));
			assertThat(store.findExpired(Instant.now())).contains(SessionKey.of("expired"));
		}
	}

	@ParameterizedTest
	@MethodSource("foreignValues")
	void largeValueThatIsNotOursHurtsNothingButItself(Object foreign) {
		SessionRecord record = this.one.insert(this.key, SECRET, SessionDelta
			.of(Map.of("good", bytes(LARGE), "bad", bytes(LARGE)), Set.of(), times(Duration.ofMinutes(30)), false));
		boolean put = false;
		for (Object present : instance(0).getMap(this.mapName + "-attributes").keySet()) {
			if (((AttributeKey) present).name().equals("bad")) {
				put = putByHand(this.mapName + "-attributes", present, foreign);
			}
		}
		byte[] bad = put ? new byte[0] : bytes(LARGE).bytes();
		Map<String, byte[]> values = this.other.readApart(this.key, record, Set.of("good", "bad"));
		assertThat(values.get("good")).isEqualTo(bytes(LARGE).bytes());
		assertThat(values.get("bad")).isEqualTo(bad);
		assertThat(value(this.other, record, "bad")).isEqualTo(bad);
	}

	private static List<Object> foreignValues() {
		return List.of("text", new Trap());
	}

	/**
	 * Put something into a map.
	 * @return whether it is there now
	 */
	private boolean putByHand(String map, Object key, Object value) {
		try {
			instance(0).getMap(map).set(key, value);
			return true;
		}
		catch (RuntimeException ex) {
			// It is stored, though nothing is found in it for indexes
			return !(keepsObjects() && value instanceof Trap);
		}
	}

	/**
	 * Whether the maps keep objects, and so nothing that cannot be one.
	 */
	boolean keepsObjects() {
		return false;
	}

	private void awaitLargeAttributes(int count) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(instance(0).getMap(this.mapName + "-attributes").size()).isEqualTo(count));
	}

	/**
	 * Nobody can deserialize it.
	 */
	private static final class Trap implements Serializable {

		private static final long serialVersionUID = 1L;

		private void readObject(ObjectInputStream in) {
			throw new IllegalStateException("Deserialized");
		}

	}

}
