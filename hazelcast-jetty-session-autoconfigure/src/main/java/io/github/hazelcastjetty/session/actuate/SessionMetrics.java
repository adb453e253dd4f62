package io.github.hazelcastjetty.session.actuate;

import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionStatistics;
import io.github.hazelcastjetty.session.store.SessionStatistics.Event;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

/**
 * Meters of the sessions on this node and in the cluster. Their names begin with
 * {@code jetty.sessions}, and go on as those of Tomcat's sessions do where they mean the
 * same. To read them neither asks the cluster nor waits.
 *
 * @since 1.0.0
 */
public final class SessionMetrics implements MeterBinder {

	private static final String PREFIX = "jetty.sessions.";

	private static final String SESSIONS = "sessions";

	private final SessionStatistics statistics;

	private final Supplier<@Nullable SessionStoreStatus> status;

	private final DoubleSupplier copies;

	private final DoubleSupplier clusterSize;

	/**
	 * Create meters.
	 * @param statistics what was counted on this node
	 * @param status returns how the store is, {@code null}: it is not open, or does not
	 * tell
	 * @param copies returns the number of copies on this node, or {@link Double#NaN}
	 * @param clusterSize returns the number of sessions in the cluster, or
	 * {@link Double#NaN}, without waiting
	 */
	public SessionMetrics(SessionStatistics statistics, Supplier<@Nullable SessionStoreStatus> status,
			DoubleSupplier copies, DoubleSupplier clusterSize) {
		this.statistics = statistics;
		this.status = status;
		this.copies = copies;
		this.clusterSize = clusterSize;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindSessions(registry);
		bindStore(registry);
		bindAttributes(registry);
	}

	private void bindSessions(MeterRegistry registry) {
		gauge(registry, "active.current", this.clusterSize, "Sessions in the cluster, the same number on each node",
				SESSIONS);
		gauge(registry, "local", this.copies, "Sessions that this node has a copy of", SESSIONS);
		counter(registry, Event.CREATED, "created", "New sessions that this node has stored", SESSIONS);
		counter(registry, Event.DESTROYED, "destroyed", "Sessions that this node has ended", SESSIONS);
		counter(registry, Event.EXPIRED, "expired", "Sessions that this node has ended because their time was over",
				SESSIONS);
		counter(registry, Event.LOADED, "loads", "Sessions read of which this node had no copy", null);
		counter(registry, Event.SAVED, "saves", "Changes of sessions stored by this node, accesses included", null);
		String checks = "Copies that were compared with the cluster before a request used them";
		counter(registry, Event.CHECKED_SAME, "checks", checks, null, "outcome", "same");
		counter(registry, Event.CHECKED_CHANGED, "checks", checks, null, "outcome", "changed");
		counter(registry, Event.CHECKED_GONE, "checks", checks, null, "outcome", "gone");
	}

	private void bindStore(MeterRegistry registry) {
		counter(registry, SessionStoreStatus::conflicts, "conflicts",
				"Changes tried once more because another node came first");
		String failed = "Calls of the cluster that have failed";
		counter(registry, SessionStoreStatus::refusedCalls, "calls.failed", failed, "reason", "refused");
		counter(registry, SessionStoreStatus::unansweredCalls, "calls.failed", failed, "reason", "unanswered");
		gauge(registry, "members", () -> ofStatus(SessionStoreStatus::members), "Members that keep the sessions",
				"members");
		for (Availability availability : Availability.values()) {
			Gauge.builder(PREFIX + "availability", this, (metrics) -> metrics.isNow(availability))
				.description("1 for what can be reached of the sessions by now, 0 for the rest")
				.tag("state", availability.name().toLowerCase(Locale.ROOT))
				.strongReference(true)
				.register(registry);
		}
	}

	private double isNow(Availability availability) {
		return ofStatus((store) -> (store.availability() == availability) ? 1 : 0);
	}

	private void bindAttributes(MeterRegistry registry) {
		counter(registry, Event.BYTES_READ, "attributes.read", "Encoded attributes read from the cluster",
				BaseUnits.BYTES);
		counter(registry, Event.BYTES_WRITTEN, "attributes.written", "Encoded attributes written to the cluster",
				BaseUnits.BYTES);
		counter(registry, Event.CHANGED_IN_PLACE, "attributes.changed.in.place",
				"Attributes stored because they had changed without having been set", null);
		String failures = "Attributes that could not be stored or read";
		counter(registry, Event.NOT_SERIALIZABLE, "attributes.failures", failures, null, "kind", "not-serializable");
		counter(registry, Event.UNREADABLE, "attributes.failures", failures, null, "kind", "unreadable");
	}

	private void counter(MeterRegistry registry, Event event, String name, String description, @Nullable String unit,
			String... tags) {
		FunctionCounter.builder(PREFIX + name, this.statistics, (counted) -> counted.get(event))
			.description(description)
			.baseUnit(unit)
			.tags(tags)
			.register(registry);
	}

	private void counter(MeterRegistry registry, ToDoubleFunction<SessionStoreStatus> value, String name,
			String description, String... tags) {
		FunctionCounter.builder(PREFIX + name, this, (metrics) -> zeroIfUnknown(metrics.ofStatus(value)))
			.description(description)
			.tags(tags)
			.register(registry);
	}

	private static double zeroIfUnknown(double value) {
		return Double.isNaN(value) ? 0 : value;
	}

	private static void gauge(MeterRegistry registry, String name, DoubleSupplier value, String description,
			String unit) {
		Gauge.builder(PREFIX + name, value, DoubleSupplier::getAsDouble)
			.description(description)
			.baseUnit(unit)
			.strongReference(true)
			.register(registry);
	}

	private double ofStatus(ToDoubleFunction<SessionStoreStatus> value) {
		SessionStoreStatus store = this.status.get();
		return (store != null) ? value.applyAsDouble(store) : Double.NaN;
	}

}
