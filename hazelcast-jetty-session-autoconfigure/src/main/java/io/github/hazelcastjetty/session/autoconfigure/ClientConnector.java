package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;

/**
 * Starts clients that, once they have been connected, try to connect again for ever. Only
 * for the first connection there is a limited time.
 */
final class ClientConnector {

	private static final long FOREVER = -1;

	private final Duration timeout;

	ClientConnector(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Start a client that is connected. A limit of its own, which would also end it after
	 * a later outage, is used for the first connection only. One attempt is always made.
	 */
	HazelcastInstance connect(ClientConfig config) {
		if (config.getConnectionStrategyConfig().isAsyncStart()) {
			return startConnecting(config, new FirstConnection());
		}
		long limit = config.getConnectionStrategyConfig().getConnectionRetryConfig().getClusterConnectTimeoutMillis();
		Duration patience = (limit == FOREVER) ? this.timeout
				: Duration.ofMillis(Math.max(limit, config.getNetworkConfig().getConnectionTimeout()));
		FirstConnection firstConnection = new FirstConnection();
		HazelcastInstance client = startConnecting(config, firstConnection);
		if (!firstConnection.await(patience)) {
			client.shutdown();
			throw new ClusterUnreachableException(config.getClusterName(), config.getNetworkConfig().getAddresses());
		}
		return client;
	}

	/**
	 * Start a client that goes on trying if there is no cluster yet.
	 */
	HazelcastInstance connectNowOrLater(ClientConfig config) {
		FirstConnection firstConnection = new FirstConnection();
		HazelcastInstance client = startConnecting(config, firstConnection);
		firstConnection.await(this.timeout);
		return client;
	}

	private static HazelcastInstance startConnecting(ClientConfig config, FirstConnection firstConnection) {
		ClientConnectionStrategyConfig strategy = config.getConnectionStrategyConfig();
		strategy.setAsyncStart(true);
		strategy.getConnectionRetryConfig().setClusterConnectTimeoutMillis(FOREVER);
		if (strategy.getReconnectMode() == ReconnectMode.OFF) {
			strategy.setReconnectMode(ReconnectMode.ASYNC);
		}
		config.addListenerConfig(new ListenerConfig(firstConnection));
		return HazelcastClient.newHazelcastClient(config);
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
