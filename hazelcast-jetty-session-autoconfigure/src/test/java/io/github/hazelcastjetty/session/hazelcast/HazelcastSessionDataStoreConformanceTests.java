package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;

import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.jetty.AbstractSessionDataStoreConformanceTests;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The data store on a cluster of two members.
 */
class HazelcastSessionDataStoreConformanceTests extends AbstractSessionDataStoreConformanceTests {

	private static HazelcastInstance one;

	private static HazelcastInstance other;

	private final HazelcastSessionStore store;

	private final NextVersion next;

	HazelcastSessionDataStoreConformanceTests() throws Exception {
		String mapName = "sessions-" + UUID.randomUUID();
		Duration ttl = SessionMaps.prepare(one, mapName, 1, Duration.ofMinutes(30), (config) -> {
		});
		this.store = new HazelcastSessionStore(one, mapName, ttl, Duration.ofSeconds(20));
		this.next = new NextVersion(other.getMap(mapName));
	}

	@BeforeAll
	static void startMembers() throws IOException {
		int port = TestMembers.freePort();
		one = TestMembers.start("data-store-conformance-tests", port);
		other = TestMembers.start("data-store-conformance-tests", TestMembers.freePort(), port);
	}

	@AfterAll
	static void stopMembers() {
		one.getLifecycleService().terminate();
		other.getLifecycleService().terminate();
	}

	@AfterEach
	void closeStore() {
		this.store.close();
	}

	/**
	 * A session that this version cannot read is left to those who can, so it is not
	 * reported to Jetty as unreadable, which would end it.
	 */
	@Test
	@Override
	public void testLoadSessionFails() {
		assertThatExceptionOfType(UnreadableSessionException.class).isThrownBy(super::testLoadSessionFails);
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

	@Override
	protected void damage(SessionKey key) {
		this.next.changeFormat(key.value(), 2);
	}

}
