package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.SessionIdManager;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.codec.AttributeCheck;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.jetty.cache.Background;
import io.github.hazelcastjetty.session.jetty.cache.Clocks;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSessionCache;
import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.jetty.data.AttributeTypes;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.store.ClusteredSessions;
import io.github.hazelcastjetty.session.store.MeasuredSessionStore;
import io.github.hazelcastjetty.session.store.SessionDirectory;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.UserSessions;

/**
 * Makes the sessions of Jetty servers live in a {@link SessionStore}: gives each server a
 * {@link HazelcastSessionIdManager}, and each of its web applications a session handler
 * with our session cache and data store. Closes neither the store nor the servers.
 *
 * @since 1.0.0
 */
public final class HazelcastSessionManager {

	private static final Logger logger = LoggerFactory.getLogger(HazelcastSessionManager.class);

	/**
	 * How often sessions of long requests are looked at. Shorter than the shortest
	 * timeout there is.
	 */
	private static final Duration IN_USE_PERIOD = Duration.ofMillis(250);

	private final List<ClusteredSessionHandler> handlers = new CopyOnWriteArrayList<>();

	private final Background background = new Background();

	private final Clocks clocks;

	private final AtomicBoolean stopped = new AtomicBoolean();

	private final SessionStore store;

	private final AttributeCodec codec;

	private final AttributeCipher cipher;

	private final SessionSettings settings;

	private final UserSessions userSessions;

	private final ClusteredSessions sessions;

	private final SessionExtensions extensions;

	private final @Nullable AttributeReport report;

	/**
	 * Create a session manager.
	 * @param store where the sessions live
	 * @param codec turns their attributes into bytes and back
	 * @param settings how this node treats them
	 */
	public HazelcastSessionManager(SessionStore store, AttributeCodec codec, SessionSettings settings) {
		this(store, codec, AttributeCipher.none(), settings, null);
	}

	/**
	 * Create a session manager that encrypts.
	 * @param store where the sessions live
	 * @param codec turns their attributes into bytes and back
	 * @param cipher encrypts these bytes
	 * @param settings how this node treats them
	 * @param check told of each attribute that is set, {@code null} to check none
	 */
	public HazelcastSessionManager(SessionStore store, AttributeCodec codec, AttributeCipher cipher,
			SessionSettings settings, @Nullable AttributeCheck check) {
		this(store, codec, cipher, settings, check, SessionExtensions.none());
	}

	/**
	 * Create a session manager with extensions.
	 * @param store where the sessions live; they can be listed if it is a
	 * {@link SessionDirectory} too
	 * @param codec turns their attributes into bytes and back
	 * @param cipher encrypts these bytes
	 * @param settings how this node treats them
	 * @param check told of each attribute that is set, {@code null} to check none
	 * @param extensions what observes, counts and identifies sessions
	 */
	public HazelcastSessionManager(SessionStore store, AttributeCodec codec, AttributeCipher cipher,
			SessionSettings settings, @Nullable AttributeCheck check, SessionExtensions extensions) {
		this(store, codec, cipher, settings, check, extensions, Clocks.system());
	}

	HazelcastSessionManager(SessionStore store, AttributeCodec codec, AttributeCipher cipher, SessionSettings settings,
			@Nullable AttributeCheck check, SessionExtensions extensions, Clocks clocks) {
		this.report = (check != null) ? new AttributeReport(check) : null;
		this.clocks = clocks;
		this.extensions = extensions;
		this.store = new MeasuredSessionStore(store, extensions.statistics(), extensions.calls(), clocks.wall());
		this.codec = codec;
		this.cipher = cipher;
		this.settings = settings;
		this.userSessions = new ClusteredUserSessions(this.store, codec, this::caches, clocks);
		this.sessions = new SessionAdministration(this.store,
				(store instanceof SessionDirectory directory) ? directory : null, new AttributeTypes(codec, cipher),
				this::caches, clocks);
		store.addListener(new LocalCopies());
		this.background.repeat(() -> each((cache) -> cache.sweep().touchInUse()), IN_USE_PERIOD);
	}

	/**
	 * Install session clustering into a server. Takes effect when the server starts, so
	 * that it does not matter what else is configured before or after this call.
	 * @param server a server that has not been started
	 */
	public void install(Server server) {
		HazelcastSessionIdManager ids = new HazelcastSessionIdManager(server, this.store, this.settings.workerName());
		ids.setSessionHouseKeeper(new SessionHouseKeeper(this.settings.cleanUpPeriod(), this.background));
		server.addBean(ids, true);
		server.addEventListener(new LifeCycle.Listener() {

			@Override
			public void lifeCycleStarting(LifeCycle starting) {
				Replacements replacements = new Replacements();
				server.getBeans(SessionIdManager.class).stream().filter((other) -> other != ids).forEach((other) -> {
					replacements.note(other);
					server.removeBean(other);
				});
				server.getDescendants(ServletContextHandler.class).forEach((context) -> install(context, replacements));
				replacements.log();
			}

		});
	}

	private void install(ServletContextHandler context, Replacements replacements) {
		SessionHandler present = context.getSessionHandler();
		if (present != null && !(present instanceof ClusteredSessionHandler)) {
			replacements.note(present);
			ClusteredSessionHandler handler = new ClusteredSessionHandler(this::createCache, this.report,
					this.extensions.passivePaths());
			SessionHandlerSettings.copy(present, handler);
			context.setSessionHandler(handler);
			this.handlers.add(handler);
		}
	}

	private ClusteredSessionCache createCache(SessionManager manager) {
		AttributeValues values = new AttributeValues(this.codec, this.cipher, this.settings.savesInPlaceChanges(),
				this.settings.immutableTypes(), this.settings.warnSize(), this.extensions.statistics());
		return new ClusteredSessionCache(manager, this.store, values, this.cipher, this.extensions.principals(),
				this.settings, this.background, this.clocks);
	}

	private List<ClusteredSessionCache> caches() {
		return this.handlers.stream().map(ClusteredSessionHandler::getCache).toList();
	}

	/**
	 * Return the sessions of users.
	 * @return those in the store, and those of requests of this node
	 */
	public UserSessions userSessions() {
		return this.userSessions;
	}

	/**
	 * Return the sessions on all nodes, to look at and to end.
	 * @return those in the store that belong to the web applications of the servers
	 */
	public ClusteredSessions sessions() {
		return this.sessions;
	}

	/**
	 * Return how many sessions this node has a copy of.
	 * @return the number
	 */
	public int copies() {
		return caches().stream().mapToInt(ClusteredSessionCache::size).sum();
	}

	/**
	 * Store everything that has not been stored yet.
	 */
	public void flush() {
		each(ClusteredSessionCache::flush);
	}

	/**
	 * Store everything that has not been stored yet, and let go of the store: whatever
	 * Jetty does from now on does not touch it. To be called when the last request is
	 * done, before the cluster is left. Does nothing if it was called before, even if
	 * that call is still under way.
	 */
	public void stop() {
		if (!this.stopped.compareAndSet(false, true)) {
			return;
		}
		each(ClusteredSessionCache::leave);
		flush();
		each(ClusteredSessionCache::detach);
		this.background.close();
		if (this.report != null) {
			this.report.summarize();
		}
	}

	private void each(Consumer<ClusteredSessionCache> action) {
		this.handlers.forEach((handler) -> action.accept(handler.getCache()));
	}

	/**
	 * Keeps the local copies from being used or kept when their sessions have changed or
	 * ended.
	 */
	private final class LocalCopies implements SessionStoreListener {

		@Override
		public void stale(SessionKey key) {
			each((cache) -> cache.remoteChanges().stale(key));
		}

		@Override
		public void allStale() {
			each((cache) -> cache.remoteChanges().allStale());
		}

		@Override
		public void removed(SessionKey key) {
			HazelcastSessionManager.this.background.execute(() -> each((cache) -> cache.remoteChanges().removed(key)));
		}

		@Override
		public void unavailable(String part) {
			logger.warn("Sessions cannot be reached: {} does not answer. Requests that need them are turned away.",
					part);
		}

		@Override
		public void available(String part) {
			logger.info("Sessions can be reached again: {} answers", part);
			// Notices may have been lost meanwhile
			allStale();
			HazelcastSessionManager.this.background.execute(() -> each((cache) -> cache.remoteChanges().available()));
		}

		private void each(Consumer<ClusteredSessionCache> action) {
			HazelcastSessionManager.this.each(action);
		}

	}

}
