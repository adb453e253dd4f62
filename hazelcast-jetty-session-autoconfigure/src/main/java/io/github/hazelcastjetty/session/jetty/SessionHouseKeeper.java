package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;

import org.eclipse.jetty.session.HouseKeeper;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.jetty.cache.Background;

/**
 * Sweeps expired sessions, at periods of any length. Unlike its base class it does not
 * use the thread that serves the timeouts of all connections.
 */
final class SessionHouseKeeper extends HouseKeeper {

	private final Duration period;

	private final Background background;

	private @Nullable Runnable cancel;

	SessionHouseKeeper(Duration period, Background background) {
		this.period = period;
		this.background = background;
	}

	@Override
	protected synchronized void startScavenging() {
		stopScavenging();
		this.cancel = this.background.repeat(this::scavenge, this.period);
	}

	@Override
	protected synchronized void stopScavenging() {
		if (this.cancel != null) {
			this.cancel.run();
			this.cancel = null;
		}
	}

}
