package io.github.hazelcastjetty.session.hazelcast;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;
import io.github.hazelcastjetty.session.store.StoredAttribute.Inline;

/**
 * Makes the next head of a session out of the present one and a delta. What the delta
 * does not name stays as it is.
 */
final class HeadMerge {

	/**
	 * The largest value that travels with the head, in bytes. The head goes over the
	 * network twice with each change and once with each check.
	 */
	private static final int INLINE_VALUE = 1024;

	/**
	 * The most that the values within one head may take together, in bytes.
	 */
	private static final int INLINE_TOTAL = 4096;

	private final Stamps stamps;

	private final SessionDelta delta;

	private final Map<String, Apart> places;

	private final @Nullable Instant lost;

	private HeadMerge(Stamps stamps, SessionDelta delta, Map<String, Apart> places, @Nullable Instant lost) {
		this.stamps = stamps;
		this.delta = delta;
		this.places = places;
		this.lost = lost;
	}

	/**
	 * Prepare to apply a delta, deciding which values are kept apart.
	 * @param lost when the cluster has lost a member, {@code null}: it has not
	 */
	static HeadMerge of(Stamps stamps, Map<String, StoredAttribute> known, SessionDelta delta, @Nullable Instant lost) {
		int inline = 0;
		for (Map.Entry<String, StoredAttribute> attribute : known.entrySet()) {
			String name = attribute.getKey();
			if (attribute.getValue() instanceof Inline && !delta.set().containsKey(name)) {
				inline += attribute.getValue().size();
			}
		}
		Map<String, Apart> places = new LinkedHashMap<>();
		for (Map.Entry<String, EncodedAttribute> attribute : delta.set().entrySet()) {
			EncodedAttribute value = attribute.getValue();
			int size = value.bytes().length;
			if (size <= INLINE_VALUE && inline + size <= INLINE_TOTAL) {
				inline += size;
			}
			else {
				places.put(attribute.getKey(), new Apart(0, size, stamps.nextShort(), value.listening()));
			}
		}
		return new HeadMerge(stamps, delta, places, lost);
	}

	/**
	 * Return the places of the values that are to be written before any head.
	 */
	Map<String, Apart> places() {
		return this.places;
	}

	/**
	 * Return the times by which the time to live of those values was chosen.
	 */
	SessionTimes times() {
		return this.delta.times();
	}

	StoredHead first() {
		SessionTimes times = this.delta.times();
		HeadBody body = new HeadBody(times, this.delta.trusting(), null, times.accessed(), null, null, null,
				attributes(Map.of(), 1), null, List.of());
		return head(1, body, principal(null));
	}

	StoredHead after(StoredHead base) {
		HeadBody old = base.body();
		long version = base.head().version() + 1;
		SessionTimes times = old.times().merge(this.delta.times(), this.delta.timeoutChanged());
		Instant renewed = isRenewalDue(old, times) ? times.accessed() : old.renewed();
		HeadBody body = new HeadBody(times, this.delta.trusting(), old.home(), renewed, null, old.former(), old.seal(),
				attributes(old.attributes(), version), SplitHistory.after(base, this.delta, this.lost), old.unknown());
		return head(version, body, principal(base.head().principal()));
	}

	private @Nullable String principal(@Nullable String old) {
		String principal = this.delta.principal();
		if (principal == null) {
			return old;
		}
		return principal.isEmpty() ? null : principal;
	}

	private boolean isRenewalDue(HeadBody old, SessionTimes times) {
		if (this.delta.timeoutChanged()) {
			return true;
		}
		return old.renewed().plus(LargeAttributes.renewalPeriod(times)).isBefore(times.accessed());
	}

	private Map<String, StoredAttribute> attributes(Map<String, StoredAttribute> old, long version) {
		Map<String, StoredAttribute> attributes = new LinkedHashMap<>(old);
		attributes.keySet().removeAll(this.delta.removed());
		this.delta.set().forEach((name, value) -> {
			Apart place = this.places.get(name);
			attributes.put(name, (place != null) ? new Apart(version, place.size(), place.stamp(), place.listening())
					: new Inline(version, value.bytes(), value.listening()));
		});
		return Collections.unmodifiableMap(attributes);
	}

	private StoredHead head(long version, HeadBody body, @Nullable String principal) {
		return new StoredHead(new SessionHead(version, SessionHead.expiry(body.times()), this.stamps.next(),
				this.stamps.node(), principal, null, HeadBodyFormat.write(body)), body);
	}

}
