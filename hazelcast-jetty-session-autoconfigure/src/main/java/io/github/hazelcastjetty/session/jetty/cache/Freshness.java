package io.github.hazelcastjetty.session.jetty.cache;

import java.util.concurrent.atomic.AtomicLong;

import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionRecord;

/**
 * How current a local copy is: when the store was last asked, and which notices of
 * changes by other nodes have come since. Guarded by the session's lock, but for the
 * count of notices, which come at any time.
 */
final class Freshness {

	private final AtomicLong notices = new AtomicLong();

	private final ClusteredSessionData data;

	private final SessionSettings settings;

	private final Clocks clocks;

	private long noticesSeen;

	private long checked;

	/**
	 * Create the freshness of a copy that has just been read.
	 */
	Freshness(ClusteredSessionData data, SessionSettings settings, Clocks clocks) {
		this.data = data;
		this.settings = settings;
		this.clocks = clocks;
		this.checked = clocks.nanos();
	}

	/**
	 * Remember that another node has changed the session.
	 */
	void markStale() {
		this.notices.incrementAndGet();
	}

	/**
	 * Return whether the store has to be asked before the copy may be used.
	 * @param node the name of this node
	 */
	boolean isCheckDue(String node) {
		try (AutoLock lock = this.data.lock().lock()) {
			SessionRecord record = this.data.record();
			if (record == null) {
				return false;
			}
			boolean ours = !this.settings.sticky() || (record.trusting() && node.equals(record.node()));
			return !ours || this.notices.get() > this.noticesSeen || !this.settings.isTrusted(this.checked, this.clocks)
					|| this.data.times().isExpiredAt(this.clocks.now());
		}
	}

	/**
	 * Begin a check.
	 */
	Check beginCheck() {
		try (AutoLock lock = this.data.lock().lock()) {
			return new Check(this.data.record(), this.notices.get(), this.clocks.nanos());
		}
	}

	/**
	 * Bring the copy up to date with what a check has found. A notice that has come since
	 * it began is about a change that it may not have seen.
	 * @param found the session as it is in the store
	 * @param id its present id
	 * @return whether an attribute has changed
	 */
	boolean endCheck(Check check, SessionRecord found, String id) {
		try (AutoLock lock = this.data.lock().lock()) {
			this.noticesSeen = Math.max(this.noticesSeen, check.notices());
			noteCurrent(check.time());
			return this.data.refresh(found, id, check.known());
		}
	}

	/**
	 * Note that the store has shown the copy to be current.
	 * @param time when that began, by the monotonic clock
	 */
	void noteCurrent(long time) {
		try (AutoLock lock = this.data.lock().lock()) {
			if (time - this.checked > 0) {
				this.checked = time;
			}
		}
	}

	/**
	 * A check that has begun.
	 *
	 * @param known the session as this node knows it
	 * @param notices how many notices had come
	 * @param time when it began, by the monotonic clock
	 */
	record Check(@Nullable SessionRecord known, long notices, long time) {

	}

}
