package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.spi.exception.RetryableException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.HazelcastSessionStore;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.SessionStoreDescription;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * Prepares the maps and creates the store on them.
 */
final class SessionStoreFactory {

	private static final Log logger = LogFactory.getLog(SessionStoreFactory.class);

	private static final Duration START_TIMEOUT = Duration.ofSeconds(25);

	/**
	 * Where all sessions are read from a database first.
	 */
	private static final Duration LOADING_TIMEOUT = Duration.ofMinutes(2);

	private static final Duration RETRY_PERIOD = Duration.ofMillis(500);

	private final SessionOptions options;

	private final List<SessionMapConfigCustomizer> customizers;

	private final SessionPersistence persistence;

	private final Duration startTimeout;

	SessionStoreFactory(SessionOptions options, List<SessionMapConfigCustomizer> customizers,
			SessionPersistence persistence) {
		this(options, customizers, persistence, (persistence.jdbc() != null) ? LOADING_TIMEOUT : START_TIMEOUT);
	}

	SessionStoreFactory(SessionOptions options, List<SessionMapConfigCustomizer> customizers, Duration startTimeout) {
		this(options, customizers, SessionPersistence.NONE, startTimeout);
	}

	private SessionStoreFactory(SessionOptions options, List<SessionMapConfigCustomizer> customizers,
			SessionPersistence persistence, Duration startTimeout) {
		this.options = options;
		this.persistence = persistence;
		this.customizers = customizers;
		this.startTimeout = startTimeout;
	}

	/**
	 * Start to open the store.
	 * @return a store that waits until it is open or, where the application may start
	 * without the cluster, fails until then
	 */
	DeferredSessionStore create(SessionHazelcast hazelcast, Duration sessionTimeout) {
		if (this.options.startsWithoutCluster() && isClient(hazelcast)) {
			return DeferredSessionStore.failsUntilOpen(
					new OpeningAttempts(hazelcast, () -> open(hazelcast, sessionTimeout)),
					this.options.operationTimeout());
		}
		AtomicReference<@Nullable RuntimeException> lastFailure = new AtomicReference<>();
		return DeferredSessionStore.waitsForOpening(openInBackground(hazelcast, sessionTimeout, lastFailure),
				(cause) -> failure(hazelcast, cause, lastFailure.get()));
	}

	/**
	 * Return whether the instance is a client, without waiting for one that is started.
	 */
	private boolean isClient(SessionHazelcast hazelcast) {
		return hazelcast.dedicated() ? this.options.clientOnly() : hazelcast.isClient();
	}

	/**
	 * Open the store on a thread of its own, since a member that is silent meanwhile can
	 * hold it up for as long as it is.
	 */
	private CompletableFuture<HazelcastSessionStore> openInBackground(SessionHazelcast hazelcast,
			Duration sessionTimeout, AtomicReference<@Nullable RuntimeException> lastFailure) {
		CompletableFuture<HazelcastSessionStore> opening = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				// The time begins when there is an instance
				hazelcast.instance();
				opening.orTimeout(this.startTimeout.toMillis(), TimeUnit.MILLISECONDS);
				if (hazelcast.awaitConnection(this.startTimeout)) {
					while (!opening.isDone()) {
						tryToOpen(hazelcast, sessionTimeout, opening, lastFailure);
					}
				}
			}
			catch (Throwable ex) {
				opening.completeExceptionally(ex);
			}
		}, "hazelcast-jetty-session-start");
		thread.setDaemon(true);
		thread.start();
		return opening;
	}

	/**
	 * Open the store. A call that gets no answer is repeated later: a cluster that has
	 * just lost or got a member is busy with that.
	 */
	private void tryToOpen(SessionHazelcast hazelcast, Duration sessionTimeout,
			CompletableFuture<HazelcastSessionStore> opening, AtomicReference<@Nullable RuntimeException> lastFailure) {
		try {
			HazelcastSessionStore store = open(hazelcast, sessionTimeout);
			if (!opening.complete(store)) {
				store.close();
			}
		}
		catch (RuntimeException ex) {
			if (!isUnanswered(ex) || !hazelcast.instance().getLifecycleService().isRunning()) {
				throw ex;
			}
			lastFailure.set(ex);
			LockSupport.parkNanos(RETRY_PERIOD.toNanos());
		}
	}

	private static boolean isUnanswered(RuntimeException failure) {
		Throwable reason = (failure instanceof SessionStoreException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return reason instanceof SessionStoreException || reason instanceof OperationTimeoutException
				|| reason instanceof TimeoutException || reason instanceof RetryableException
				|| reason instanceof IOException || reason instanceof HazelcastClientOfflineException;
	}

	private RuntimeException failure(SessionHazelcast hazelcast, Throwable cause,
			@Nullable RuntimeException lastFailure) {
		if (cause instanceof TimeoutException) {
			String reason = "the sessions could not be prepared within %d seconds"
				.formatted(this.startTimeout.toSeconds());
			return (lastFailure != null) ? new ClusterSilentException(clusterName(hazelcast),
					reason + ": " + lastFailure.getMessage(), lastFailure)
					: new ClusterSilentException(clusterName(hazelcast), reason, cause);
		}
		if (cause instanceof SessionStoreException || cause instanceof HazelcastClientOfflineException
				|| cause instanceof HazelcastClientNotActiveException
				|| cause instanceof HazelcastInstanceNotActiveException) {
			return new ClusterSilentException(clusterName(hazelcast), String.valueOf(cause.getMessage()), cause);
		}
		return (cause instanceof RuntimeException failure) ? failure : new IllegalStateException(cause);
	}

	private String clusterName(SessionHazelcast hazelcast) {
		try {
			return hazelcast.clusterName();
		}
		catch (HazelcastClientNotActiveException | HazelcastInstanceNotActiveException ex) {
			// An instance that has ended does not tell
			return this.options.clusterName();
		}
	}

	private HazelcastSessionStore open(SessionHazelcast hazelcast, Duration sessionTimeout) {
		HazelcastInstance instance = hazelcast.instance();
		prepare(hazelcast, sessionTimeout);
		HazelcastSessionStore store = new HazelcastSessionStore(instance, this.options.mapName(),
				this.options.operationTimeout(), () -> prepare(hazelcast, sessionTimeout));
		store.addListener(new EndNotice(instance.getName()));
		log(hazelcast);
		this.persistence.start(instance);
		return store;
	}

	/**
	 * Only where the instance is ours, our merge policy is sure to be on the class path
	 * of all members.
	 */
	private void prepare(SessionHazelcast hazelcast, Duration sessionTimeout) {
		boolean mergePolicy = hazelcast.dedicated() && !hazelcast.isClient();
		this.persistence.prepare(hazelcast, this.options.mapName());
		SessionMaps.prepare(hazelcast.instance(), this.options.mapName(), this.options.backupCount(), sessionTimeout,
				mergePolicy, this::customize);
		this.persistence.check(hazelcast.instance());
	}

	private void customize(MapConfig mapConfig) {
		this.persistence.customize(mapConfig);
		this.customizers.forEach((customizer) -> customizer.customize(mapConfig));
	}

	private void log(SessionHazelcast hazelcast) {
		SessionStoreDescription where = StoreDescriber.describe(hazelcast, this.options);
		logger.info("HTTP sessions are kept in Hazelcast: %s, cluster '%s', map '%s', %s %s".formatted(where.mode(),
				where.cluster(), where.map(), where.strategy(), where.versions()));
		if (hazelcast.isClient() && this.options.isMapUnnamed()) {
			logger.warn("The sessions are in the map '%s', like those of every other application without a name "
				.formatted(this.options.mapName())
					+ "on this cluster. Set 'spring.application.name' or '%s.map-name'."
						.formatted(HazelcastJettySessionProperties.PREFIX));
		}
		String limit = (hazelcast.dedicated()) ? null : hazelcast.findLimit();
		if (limit != null) {
			logger.warn("After an outage of the cluster Hazelcast may end the client '%s' for good, because of '%s'. "
				.formatted(hazelcast.instance().getName(), limit)
					+ "Set 'cluster-connect-timeout-millis' to -1 and 'reconnect-mode' to ASYNC in its configuration.");
		}
		if (!hazelcast.dedicated() && hazelcast.hasShutdownHook()) {
			logger.warn("Hazelcast will stop the instance '%s' while requests are still served when this JVM is asked "
				.formatted(hazelcast.instance().getName())
					+ "to stop. Set the Hazelcast property 'hazelcast.shutdownhook.enabled' to 'false' in its "
					+ "configuration.");
		}
		String exposed = new ExposedMembers(hazelcast).describe();
		if (exposed != null) {
			logger.warn(exposed);
		}
	}

	/**
	 * Tells that the instance has ended while the application needs it.
	 */
	private record EndNotice(String instanceName) implements SessionStoreListener {

		@Override
		public void ended() {
			logger.error("The Hazelcast instance '%s', which keeps the sessions, has ended. Requests that need a "
				.formatted(this.instanceName) + "session are turned away until the application is started again.");
		}

	}

}
