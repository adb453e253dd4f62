package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;

import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.AbstractSessionCacheFactory;
import org.eclipse.jetty.session.AbstractSessionCacheTest;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionDataStore;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.session.TestableSessionDataStore;
import org.eclipse.jetty.session.TestableSessionManager;
import org.eclipse.jetty.session.UnreadableSessionDataException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Jetty's own tests of a session cache. Those that are overridden assert something else,
 * on purpose; {@code docs/contributing/architecture.md} says why.
 */
class SessionCacheConformanceTests extends AbstractSessionCacheTest {

	private final TestableSessionDataStore store = new TestableSessionDataStore();

	private final TestableSessionManager manager = new TestableSessionManager();

	private final Background background = new Background();

	private final Server server = new Server();

	@AfterEach
	void stop() throws Exception {
		this.server.stop();
		this.background.close();
	}

	@Override
	public AbstractSessionCacheFactory newSessionCacheFactory(int evictionPolicy, boolean saveOnCreate,
			boolean saveOnInactiveEvict, boolean removeUnloadableSessions, boolean flushOnResponseCommit) {
		AbstractSessionCacheFactory factory = new AbstractSessionCacheFactory() {

			@Override
			public SessionCache newSessionCache(SessionManager sessionManager) {
				return AdaptedSessionCache.of(sessionManager, SessionCacheConformanceTests.this.background);
			}

		};
		factory.setEvictionPolicy(evictionPolicy);
		factory.setSaveOnCreate(saveOnCreate);
		factory.setSaveOnInactiveEviction(saveOnInactiveEvict);
		factory.setRemoveUnloadableSessions(removeUnloadableSessions);
		factory.setFlushOnResponseCommit(flushOnResponseCommit);
		return factory;
	}

	/**
	 * Storing a session is not a passivation here.
	 */
	@Override
	public void checkSessionBeforeShutdown(String id, TestableSessionDataStore sessions, SessionCache cache,
			TestableSessionManager sessionManager) throws Exception {
		assertThat(sessions.exists(id)).isTrue();
		assertThat(cache.contains(id)).isTrue();
		assertThat(told(sessionManager, "Destroyed")).isEmpty();
		assertThat(told(sessionManager, "Passivation")).isEmpty();
		assertThat(told(sessionManager, "Activation")).isEmpty();
	}

	/**
	 * A node that stops lets go of its copies. It ends no session, whatever Jetty's cache
	 * would be configured to do: the session belongs to the cluster.
	 */
	@Override
	public void checkSessionAfterShutdown(String id, TestableSessionDataStore sessions, SessionCache cache,
			TestableSessionManager sessionManager) throws Exception {
		assertThat(sessions.exists(id)).isTrue();
		assertThat(cache.contains(id)).isFalse();
		assertThat(told(sessionManager, "Destroyed")).isEmpty();
		assertThat(told(sessionManager, "Passivation")).isEmpty();
		assertThat(told(sessionManager, "Activation")).isEmpty();
	}

	/**
	 * Jetty's cache removes a session that this node cannot read. Ours leaves it alone,
	 * also when it is told to remove it: another node, which runs another version, may be
	 * able to read it. The request fails.
	 */
	@Test
	@Override
	public void testUnreadableSession() throws Exception {
		long now = System.currentTimeMillis();
		SessionData data = new SessionData("1234", "/test", "0.0.0.0", now, now, now, 600_000);
		data.setExpiry(now + 600_000);
		UnreadableSessionDataStore unreadable = new UnreadableSessionDataStore(1, data);
		SessionCache cache = start(unreadable, true);
		cache.setRemoveUnloadableSessions(true);
		assertThatThrownBy(() -> cache.get("1234")).isInstanceOf(UnreadableSessionDataException.class);
		assertThat(unreadable.exists("1234")).isTrue();
		assertThat(cache.contains("1234")).isFalse();
		// As after an update of this node
		assertThat(cache.get("1234").getCreationTime()).isEqualTo(now);
	}

	/**
	 * Jetty's cache stores the clock readings each time that a request lets go of the
	 * session, ours when a tenth of the timeout is over. The store's own save period has
	 * no say: when changes are stored is one of our settings.
	 */
	@Test
	@Override
	public void testCommitAndRelease() throws Exception {
		SessionCache cache = start(true);
		for (int savePeriod : new int[] { 0, 60 }) {
			this.store.setSavePeriodSec(savePeriod);
			ManagedSession unchanged = added(cache, "unchanged" + savePeriod);
			commitAndCheckSaveState(cache, this.store, unchanged, false, true, false, true, 0, 0);
			assertReleased(cache, unchanged, 0);
			ManagedSession changed = added(cache, "changed" + savePeriod);
			changed.setAttribute("foo", "bar");
			commitAndCheckSaveState(cache, this.store, changed, true, true, false, false, 0, 1);
			assertReleased(cache, changed, 1);
			assertThat(this.store.load(changed.getId()).getAttribute("foo")).isEqualTo("bar");
			ManagedSession late = added(cache, "late" + savePeriod);
			commitAndCheckSaveState(cache, this.store, late, false, true, false, true, 0, 0);
			late.setAttribute("foo", "bar");
			assertReleased(cache, late, 1);
			ManagedSession timeout = added(cache, "timeout" + savePeriod);
			timeout.setMaxInactiveInterval(3600);
			commitAndCheckSaveState(cache, this.store, timeout, true, true, false, false, 0, 1);
			assertReleased(cache, timeout, 1);
			assertThat(this.store.load(timeout.getId()).getMaxInactiveMs()).isEqualTo(3_600_000);
		}
	}

	/**
	 * What takes the place of storing the clock readings at each release.
	 */
	@Test
	void accessIsStoredOnceATenthOfTheTimeoutIsOver() throws Exception {
		SessionCache cache = start(true);
		long now = System.currentTimeMillis();
		for (int minutes : new int[] { 0, 2 }) {
			this.store._numSaves.set(0);
			long before = now - Duration.ofMinutes(minutes).toMillis();
			SessionData data = this.store.newSessionData("id" + minutes, before, before, before,
					Duration.ofMinutes(10).toMillis());
			data.setExpiry(before + data.getMaxInactiveMs());
			data.setLastSaved(before);
			ManagedSession session = cache.newSession(data);
			cache.add(data.getId(), session);
			session.access(now + 1);
			cache.commit(session);
			cache.release(session);
			cache.checkInactiveSession(session);
			int saves = (minutes > 0) ? 1 : 0;
			Awaitility.await()
				.during(Duration.ofMillis(200))
				.atMost(Duration.ofSeconds(20))
				.until(() -> this.store._numSaves.get() == saves);
			assertThat(this.store.load(data.getId()).getAccessed()).isEqualTo((minutes > 0) ? now + 1 : before);
		}
	}

	/**
	 * In Jetty a node expires what it believes to be expired. Here the store decides, and
	 * the sweep asks it: neither what the copy says nor what anybody proposes counts.
	 */
	@Test
	@Override
	public void testExpiration() throws Exception {
		SessionCache cache = start(false);
		assertThat(cache.checkExpiration(Set.of())).isEmpty();
		ManagedSession used = added(cache, "used");
		cache.release(used);
		// Another node has used it: here it looks expired
		used.getSessionData().setExpiry(1);
		ManagedSession over = added(cache, "over");
		cache.release(over);
		this.store._map.get("over").setExpiry(1);
		SessionData elsewhere = this.store.newSessionData("elsewhere", 1, 1, 1, 1);
		elsewhere.setExpiry(1);
		this.store.store("elsewhere", elsewhere);
		assertThat(cache.checkExpiration(Set.of("used", "over", "elsewhere"))).isEmpty();
		assertThat(this.store._map).containsOnlyKeys("used", "over", "elsewhere");
		AdaptedSessionCache.sweep(cache);
		AdaptedSessionCache.sweep(cache);
		assertThat(this.store._map).containsOnlyKeys("used");
		assertThat(told(this.manager, "Destroyed")).containsExactlyInAnyOrder("over", "elsewhere");
		assertThat(cache.contains("over")).isFalse();
		assertThat(cache.contains("used")).isTrue();
		assertThat(used.isValid()).isTrue();
	}

	private SessionCache start(boolean flushOnResponseCommit) throws Exception {
		return start(this.store, flushOnResponseCommit);
	}

	private SessionCache start(SessionDataStore dataStore, boolean flushOnResponseCommit) throws Exception {
		this.manager.setServer(this.server);
		SessionCache cache = newSessionCacheFactory(SessionCache.NEVER_EVICT, false, false, false,
				flushOnResponseCommit)
			.getSessionCache(this.manager);
		cache.setSessionDataStore(dataStore);
		this.manager.setSessionCache(cache);
		this.server.addBean(this.manager);
		this.server.start();
		return cache;
	}

	private ManagedSession added(SessionCache cache, String id) throws Exception {
		this.store._numSaves.set(0);
		ManagedSession session = createUnExpiredSession(cache, this.store, id, 100);
		cache.add(id, session);
		return session;
	}

	private void assertReleased(SessionCache cache, ManagedSession session, int saves) throws Exception {
		cache.release(session);
		assertThat(this.store._numSaves).hasValue(saves);
		assertThat(session.getSessionData().isDirty()).isFalse();
		assertThat(session.getRequests()).isZero();
	}

	@SuppressWarnings("unchecked")
	private static Collection<String> told(TestableSessionManager manager, String listeners) {
		return (Collection<String>) ReflectionTestUtils.getField(manager, "_session" + listeners + "ListenersCalled");
	}

}
