package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.EntryView;
import com.hazelcast.map.IMap;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.format.TimeToLive;
import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * Gives a time to live of its own to each head that the time to live of the map is too
 * short for. A client cannot see the configuration of the map, so what the map gives its
 * entries is learned from the first head that is stored.
 */
final class HeadTimeToLive {

	private final IMap<String, SessionHead> map;

	/**
	 * Zero: for ever; {@code null}: not known.
	 */
	private volatile @Nullable Duration ofMap;

	HeadTimeToLive(IMap<String, SessionHead> map) {
		this.map = map;
	}

	void forget() {
		this.ofMap = null;
	}

	boolean mayBeTooShort(SessionTimes times) {
		Duration given = this.ofMap;
		return given == null || isTooShort(given, TimeToLive.ofHead(times.maxInactive()));
	}

	/**
	 * Set the time to live of a head that was just stored, if it needs one. Whatever it
	 * has now, it has from the map.
	 */
	void set(String key, SessionTimes times) {
		Duration given = this.ofMap;
		if (given == null) {
			EntryView<String, SessionHead> view = this.map.getEntryView(key);
			if (view == null) {
				return;
			}
			given = (view.getTtl() < Long.MAX_VALUE) ? Duration.ofMillis(view.getTtl()) : Duration.ZERO;
			this.ofMap = given;
		}
		Duration needed = TimeToLive.ofHead(times.maxInactive());
		if (isTooShort(given, needed)) {
			this.map.setTtl(key, needed.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private static boolean isTooShort(Duration given, Duration needed) {
		return !given.isZero() && (needed.isZero() || needed.compareTo(given) > 0);
	}

}
