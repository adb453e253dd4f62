package io.github.hazelcastjetty.session.jetty;

import java.util.HashSet;
import java.util.Set;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.TestableRequest;
import org.eclipse.jetty.session.TestableSessionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.jetty.cache.SessionIds;
import io.github.hazelcastjetty.session.support.ControlledSessionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Jetty's tests of its id manager demand, demanded of ours. They make an id manager
 * of Jetty's themselves, so that they cannot be extended.
 */
class HazelcastSessionIdManagerTests {

	private static final String REQUESTED = "A".repeat(38);

	private final Server server = new Server();

	private final HazelcastSessionIdManager ids = new HazelcastSessionIdManager(this.server,
			new ControlledSessionStore("one"), "");

	@AfterEach
	void stopServer() throws Exception {
		this.server.stop();
	}

	@Test
	void newIdIsNotTheRequestedOne() throws Exception {
		start();
		assertThat(this.ids.newSessionId(null, REQUESTED, System.currentTimeMillis())).isNotNull()
			.isNotEqualTo(REQUESTED);
		assertThat(this.ids.newSessionId(new TestableRequest(), REQUESTED, System.currentTimeMillis())).isNotNull()
			.isNotEqualTo(REQUESTED);
	}

	@Test
	void idIsInUseIfAnApplicationSaysSo() throws Exception {
		IdManagerUser manager = use(false);
		start();
		assertThat(this.ids.isIdInUse(REQUESTED)).isFalse();
		manager.idInUse = true;
		assertThat(this.ids.isIdInUse(REQUESTED)).isTrue();
	}

	@Test
	void requestedIdIsUsedIfAnotherApplicationUsesIt() throws Exception {
		use(true);
		start();
		assertThat(this.ids.newSessionId(new TestableRequest(), REQUESTED, System.currentTimeMillis()))
			.isEqualTo(REQUESTED);
		assertThat(this.ids.newSessionId(new TestableRequest(), REQUESTED + ".worker", System.currentTimeMillis()))
			.isEqualTo(REQUESTED);
	}

	@Test
	void requestedIdThatIsNoIdIsNeverUsed() throws Exception {
		use(true);
		start();
		assertThat(this.ids.newSessionId(new TestableRequest(), "1234", System.currentTimeMillis()))
			.isNotEqualTo("1234");
	}

	@Test
	void idsAreRandomAndPlausible() {
		Set<String> all = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			String id = this.ids.newSessionId(i);
			assertThat(SessionIds.isPlausible(id)).isTrue();
			all.add(id);
		}
		assertThat(all).hasSize(1000);
	}

	@Test
	void workerNameIsTheLastPart() {
		HazelcastSessionIdManager named = new HazelcastSessionIdManager(this.server, new ControlledSessionStore("one"),
				"w1");
		String id = named.newSessionId(1);
		assertThat(id).doesNotContain("w1.");
		assertThat(named.getExtendedId(id, null)).isEqualTo(id + ".w1");
		assertThat(named.getId(id + ".w1")).isEqualTo(id);
		assertThat(this.ids.getExtendedId(id, null)).isEqualTo(id);
	}

	private void start() throws Exception {
		this.server.addBean(this.ids, true);
		this.server.start();
	}

	private IdManagerUser use(boolean idInUse) {
		IdManagerUser manager = new IdManagerUser();
		manager.idInUse = idInUse;
		manager.setServer(this.server);
		this.server.addBean(manager);
		return manager;
	}

	private static final class IdManagerUser extends TestableSessionManager {

		private boolean idInUse;

		@Override
		public boolean isIdInUse(String id) {
			return this.idInUse;
		}

	}

}
