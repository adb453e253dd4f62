package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * {@link SessionStore} in the memory of this process, for tests of one node. Sessions are
 * encoded, changed and ended as in a cluster, but no Hazelcast is started:
 * <pre class="code">
 * &#064;SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
 * &#064;Import(InMemorySessionStore.class)
 * class ShopTests {
 * }</pre> Nothing outlives the process, and nobody else sees it. Safe for use by several
 * threads.
 *
 * @since 1.0.0
 */
public final class InMemorySessionStore extends GridSessionStore {

	/**
	 * Create a store without sessions.
	 */
	public InMemorySessionStore() {
		this(Clock.systemUTC());
	}

	private InMemorySessionStore(Clock clock) {
		super(new InMemoryGrid(), new Stamps(), new EndedSessions(() -> false, clock), new Claims(System::nanoTime),
				clock);
	}

	@Override
	void tell(String holder, SessionKey key, Deadline deadline) {
		// There is no other node
	}

	@Override
	public void announce(SessionKey key) {
		// There is no other node
	}

	@Override
	boolean mayBeMerging() {
		return false;
	}

	@Override
	public boolean isLocal(SessionKey key) {
		return true;
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		// There is no other node that it could be told of
	}

}
