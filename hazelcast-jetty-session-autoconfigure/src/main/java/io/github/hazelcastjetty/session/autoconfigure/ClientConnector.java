package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import org.jspecify.annotations.Nullable;

/**
 * Starts clients. A client that would try to connect for ever, which is what it has to do
 * once it has been connected, gets a limited time for its first connection.
 */
final class ClientConnector {

	private static final long FOREVER = -1;

	private final Duration timeout;

	ClientConnector(Duration timeout) {
		this.timeout = timeout;
	}

	HazelcastInstance connect(ClientConfig config) {
		ClientConnectionStrategyConfig strategy = config.getConnectionStrategyConfig();
		if (strategy.isAsyncStart()) {
			return HazelcastClient.newHazelcastClient(config);
		}
		if (strategy.getConnectionRetryConfig().getClusterConnectTimeoutMillis() != FOREVER) {
			return connectAsConfigured(config);
		}
		return connectInTime(config);
	}

	/**
	 * Start a client that goes on trying if there is no cluster yet.
	 */
	HazelcastInstance connectNowOrLater(ClientConfig config) {
		config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(FOREVER);
		FirstConnection firstConnection = new FirstConnection();
		HazelcastInstance client = startConnecting(config, firstConnection);
		firstConnection.await(this.timeout);
		return client;
	}

	private static HazelcastInstance startConnecting(ClientConfig config, FirstConnection firstConnection) {
		config.getConnectionStrategyConfig().setAsyncStart(true);
		config.addListenerConfig(new ListenerConfig(firstConnection));
		return HazelcastClient.newHazelcastClient(config);
	}

	private HazelcastInstance connectAsConfigured(ClientConfig config) {
		try {
			return HazelcastClient.newHazelcastClient(config);
		}
		catch (IllegalStateException ex) {
			throw unreachable(config, ex);
		}
	}

	private HazelcastInstance connectInTime(ClientConfig config) {
		FirstConnection firstConnection = new FirstConnection();
		HazelcastInstance client = startConnecting(config, firstConnection);
		if (!firstConnection.await(this.timeout)) {
			client.shutdown();
			throw unreachable(config, null);
		}
		return client;
	}

	private ClusterUnreachableException unreachable(ClientConfig config, @Nullable Throwable cause) {
		return new ClusterUnreachableException(config.getClusterName(), config.getNetworkConfig().getAddresses(),
				cause);
	}

	/**
	 * Waits until the client is connected or has given up.
	 */
	private static final class FirstConnection implements LifecycleListener {

		private final CountDownLatch decided = new CountDownLatch(1);

		private volatile boolean connected;

		@Override
		public void stateChanged(LifecycleEvent event) {
			if (event.getState() == LifecycleState.CLIENT_CONNECTED) {
				this.connected = true;
				this.decided.countDown();
			}
			if (event.getState() == LifecycleState.SHUTDOWN) {
				this.decided.countDown();
			}
		}

		private boolean await(Duration timeout) {
			try {
				return this.decided.await(timeout.toMillis(), TimeUnit.MILLISECONDS) && this.connected;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}

	}

}
