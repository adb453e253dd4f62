package io.github.hazelcastjetty.session.actuate;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.github.hazelcastjetty.session.store.SessionStoreDescription;

/**
 * Tells where sessions are kept, in the words of the start-up log.
 *
 * @since 1.0.0
 */
public final class SessionInfoContributor implements InfoContributor {

	private final Supplier<@Nullable SessionStoreDescription> description;

	/**
	 * Create a contributor.
	 * @param description returns where the sessions are kept, {@code null}: not known
	 */
	public SessionInfoContributor(Supplier<@Nullable SessionStoreDescription> description) {
		this.description = description;
	}

	@Override
	public void contribute(Info.Builder builder) {
		SessionStoreDescription where = this.description.get();
		if (where != null) {
			builder.withDetail("jettySessions", where);
		}
	}

}
