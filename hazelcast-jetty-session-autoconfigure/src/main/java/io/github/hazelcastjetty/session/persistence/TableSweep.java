package io.github.hazelcastjetty.session.persistence;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;

/**
 * Looks after what is in the table and not in the memory of the cluster. The oldest
 * member does so for all.
 * <ul>
 * <li>Rows of entries that Hazelcast has forgotten by their time to live, such as large
 * attributes that a crash has left without a session, are deleted.</li>
 * <li>Sessions whose time is over, and that nobody has ended because more members died at
 * once than there are backups, are loaded, so that the next sweep of the sessions ends
 * them as any other.</li>
 * </ul>
 */
final class TableSweep implements AutoCloseable {

	private static final Logger logger = System.getLogger(TableSweep.class.getName());

	private static final Duration PERIOD = Duration.ofMinutes(10);

	/**
	 * By then, sweeps have ended what they know of.
	 */
	private static final Duration OVERDUE = Duration.ofMinutes(10);

	private static final int MOST_OVERDUE = 1000;

	private final HazelcastInstance member;

	private final SessionDatabase database;

	private final List<String> maps;

	private final Clock clock;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "hazelcast-jetty-session-table");
		thread.setDaemon(true);
		return thread;
	});

	TableSweep(HazelcastInstance member, SessionDatabase database, List<String> maps) {
		this(member, database, maps, Clock.systemUTC());
	}

	TableSweep(HazelcastInstance member, SessionDatabase database, List<String> maps, Clock clock) {
		this.member = member;
		this.database = database;
		this.maps = maps;
		this.clock = clock;
	}

	void start() {
		this.executor.scheduleWithFixedDelay(this::run, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
	}

	void run() {
		try {
			if (isOldest()) {
				loadOverdue();
				deleteForgotten();
			}
		}
		catch (RuntimeException ex) {
			if (!(ex instanceof HazelcastInstanceNotActiveException)) {
				logger.log(Level.DEBUG, "Sweeping the table of the sessions has failed. It is tried again later", ex);
			}
		}
	}

	private boolean isOldest() {
		return this.member.getCluster().getMembers().iterator().next().localMember();
	}

	private void loadOverdue() {
		long before = this.clock.millis() - OVERDUE.toMillis();
		String sessions = this.maps.get(0);
		Set<Object> keys = new HashSet<>();
		this.database.calls()
			.call((connection) -> this.database.table().overdue(connection, sessions, before, MOST_OVERDUE))
			.forEach((key) -> keys.add(SessionRow.key(key)));
		if (!keys.isEmpty()) {
			this.member.getMap(sessions).loadAll(keys, false);
		}
	}

	/**
	 * Not before the time that what is loaded has at least.
	 */
	private void deleteForgotten() {
		long before = this.clock.millis() - JdbcMapStore.GRACE.toMillis();
		this.database.calls()
			.call((connection) -> this.database.table().deleteForgotten(connection, this.maps, before));
	}

	/**
	 * Let the members write what they have not written yet.
	 */
	void flush() {
		try {
			this.maps.forEach((map) -> this.member.getMap(map).flush());
		}
		catch (HazelcastInstanceNotActiveException ex) {
			// It has done so when it was shut down
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
