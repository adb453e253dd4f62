package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;

import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import io.github.hazelcastjetty.session.hazelcast.format.NextVersion;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.jetty.cache.AbstractSessionDataStoreConformanceTests;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.support.TestMembers;

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
		SessionMaps.prepare(one, mapName, 1, Duration.ofMinutes(30), false, (config) -> {
		});
		this.store = new HazelcastSessionStore(one, mapName, Duration.ofSeconds(20));
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

	@Override
	protected SessionStore store() {
		return this.store;
	}

	@Override
	protected void damage(SessionKey key) {
		this.next.changeFormat(key.value(), 2);
	}

}
