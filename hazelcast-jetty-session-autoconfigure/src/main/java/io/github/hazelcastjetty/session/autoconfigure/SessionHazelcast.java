package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.hazelcast.client.Client;
import com.hazelcast.client.config.ClientConnectionStrategyConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleService;
import org.jspecify.annotations.Nullable;

/**
 * The Hazelcast instance that keeps the sessions.
 *
 * @param starting the instance, as soon as it has started
 * @param dedicated whether it is started for the sessions
 */
record SessionHazelcast(CompletableFuture<HazelcastInstance> starting, boolean dedicated) {

	private static final String SHUTDOWN_HOOK = "hazelcast.shutdownhook.enabled";

	/**
	 * Return an instance that the application has without us.
	 */
	static SessionHazelcast existing(HazelcastInstance instance) {
		return new SessionHazelcast(CompletableFuture.completedFuture(instance), false);
	}

	/**
	 * Return whether the instance has started.
	 */
	boolean isStarted() {
		return this.starting.isDone() && !this.starting.isCompletedExceptionally();
	}

	/**
	 * Return the instance as soon as it has started, or fail as its start did.
	 */
	HazelcastInstance instance() {
		return Waiting.forResult(this.starting);
	}

	boolean isClient() {
		return instance().getLocalEndpoint() instanceof Client;
	}

	/**
	 * Return whether there is a cluster, as far as is known.
	 * @return {@code false} if this is a client that was never connected
	 */
	boolean isConnected() {
		return !isClient() || !instance().getCluster().getMembers().isEmpty();
	}

	/**
	 * Wait until there is a cluster, or the client has given up.
	 * @param limit how long
	 * @return {@code false} if neither has happened
	 */
	boolean awaitConnection(Duration limit) throws InterruptedException {
		CountDownLatch decided = new CountDownLatch(1);
		LifecycleService lifecycle = instance().getLifecycleService();
		UUID registration = lifecycle.addLifecycleListener((event) -> {
			if (event.getState() == LifecycleState.CLIENT_CONNECTED || event.getState() == LifecycleState.SHUTDOWN) {
				decided.countDown();
			}
		});
		try {
			return !lifecycle.isRunning() || isConnected() || decided.await(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		finally {
			lifecycle.removeLifecycleListener(registration);
		}
	}

	/**
	 * Return what makes a client end after an outage.
	 * @return the setting, or {@code null} if there is none or it cannot be seen
	 */
	@Nullable String findLimit() {
		if (!(instance() instanceof HazelcastClientProxy client)) {
			return null;
		}
		ClientConnectionStrategyConfig strategy = client.getClientConfig().getConnectionStrategyConfig();
		if (strategy.getReconnectMode() == ReconnectMode.OFF) {
			return "reconnect-mode: OFF";
		}
		long limit = strategy.getConnectionRetryConfig().getClusterConnectTimeoutMillis();
		return (limit >= 0) ? "cluster-connect-timeout-millis: " + limit : null;
	}

	String clusterName() {
		return instance().getConfig().getClusterName();
	}

	String mode() {
		String mode = (isClient()) ? "client/server" : "P2P";
		return (this.dedicated) ? mode : "existing instance '%s', %s".formatted(instance().getName(), mode);
	}

	/**
	 * Return whether Hazelcast stops the instance as soon as the JVM is asked to stop,
	 * while the application still serves requests.
	 * @return {@code true} if it does
	 */
	boolean hasShutdownHook() {
		return !isClient() && !"false".equalsIgnoreCase(instance().getConfig().getProperty(SHUTDOWN_HOOK));
	}

}
