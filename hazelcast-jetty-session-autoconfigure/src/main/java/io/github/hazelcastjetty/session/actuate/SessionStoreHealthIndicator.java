package io.github.hazelcastjetty.session.actuate;

import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import io.github.hazelcastjetty.session.store.SessionStoreDescription;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

/**
 * Tells whether sessions can be reached, by what the requests of this node have met:
 * neither asks the cluster nor waits.
 * <p>
 * Up, with the detail {@code availability} {@code partial}, while some members do not
 * answer: every node has the same trouble then, and serves the other sessions. Down if no
 * session can be reached. Unknown until there is a server.
 *
 * @since 1.0.0
 */
public final class SessionStoreHealthIndicator extends AbstractHealthIndicator {

	private final Supplier<@Nullable SessionStoreStatus> status;

	private final Supplier<@Nullable SessionStoreDescription> description;

	/**
	 * Create an indicator.
	 * @param status returns how the store is, {@code null}: it is not open, or does not
	 * tell
	 * @param description returns where the sessions are kept, {@code null}: not known
	 */
	public SessionStoreHealthIndicator(Supplier<@Nullable SessionStoreStatus> status,
			Supplier<@Nullable SessionStoreDescription> description) {
		super("The state of the session store could not be determined");
		this.status = status;
		this.description = description;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		SessionStoreStatus store = this.status.get();
		if (store == null) {
			builder.unknown();
			return;
		}
		Availability availability = store.availability();
		if (availability == Availability.NONE) {
			builder.down();
		}
		else {
			builder.up();
		}
		builder.withDetail("availability", availability.name().toLowerCase(Locale.ROOT))
			.withDetail("circuit", circuit(availability))
			.withDetail("members", store.members());
		SessionStoreDescription where = this.description.get();
		if (where != null) {
			builder.withDetail("mode", where.mode())
				.withDetail("cluster", where.cluster())
				.withDetail("map", where.map());
		}
	}

	private static String circuit(Availability availability) {
		return switch (availability) {
			case FULL -> "closed";
			case PARTIAL -> "open for some members";
			case NONE -> "open";
		};
	}

}
