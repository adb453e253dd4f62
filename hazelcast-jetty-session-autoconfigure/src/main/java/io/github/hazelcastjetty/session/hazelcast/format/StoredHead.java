package io.github.hazelcastjetty.session.hazelcast.format;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * A {@link SessionHead} with its body decoded. Immutable.
 */
public final class StoredHead implements SessionRecord {

	private final SessionHead head;

	private final HeadBody body;

	StoredHead(SessionHead head, HeadBody body) {
		this.head = head;
		this.body = body;
	}

	/**
	 * Decode a head.
	 * @param key the key of the session
	 * @param head what is stored
	 * @return the decoded head
	 * @throws UnreadableSessionException if this version of the library cannot decode it
	 */
	public static StoredHead of(String key, SessionHead head) {
		try {
			return new StoredHead(head, HeadBodyFormat.read(head));
		}
		catch (IllegalArgumentException ex) {
			throw new UnreadableSessionException(
					"Reading a session failed: %s (session '%s')".formatted(ex.getMessage(), key));
		}
	}

	/**
	 * Return what is stored, the one thing that compare-and-set compares.
	 * @return the head
	 */
	public SessionHead head() {
		return this.head;
	}

	HeadBody body() {
		return this.body;
	}

	/**
	 * Return whether a node is about to destroy the session.
	 * @return {@code true} if it is claimed
	 */
	public boolean isClaimed() {
		return this.head.isClaimed();
	}

	/**
	 * Return the next state of the session: claimed for destruction.
	 * @param node the node that claims it
	 * @param stamp the stamp of the new state
	 * @return the claimed head
	 */
	public StoredHead claimedBy(String node, long stamp) {
		HeadBodyFormat.Written claimed = HeadBodyFormat.write(this.body.withoutTrust());
		return new StoredHead(new SessionHead(this.head.version() + 1, SessionHead.CLAIMED, stamp, node,
				this.head.principal(), node, claimed.bytes()), claimed.body());
	}

	/**
	 * Return the keys of the large attributes.
	 * @param key the key of the session
	 * @return the keys, in a new set
	 */
	public Set<AttributeKey> large(SessionKey key) {
		Set<AttributeKey> large = new HashSet<>();
		this.body.attributes().forEach((name, attribute) -> {
			if (attribute instanceof Apart) {
				large.add(new AttributeKey(key.value(), name, attribute.stamp()));
			}
		});
		return large;
	}

	/**
	 * Return whether the time to live of the large attributes has to be extended with
	 * this change.
	 * @param before the session before the change
	 * @return {@code true} if it is
	 */
	public boolean isRenewedSince(StoredHead before) {
		return !this.body.renewed().equals(before.body.renewed());
	}

	@Override
	public long stamp() {
		return this.head.stamp();
	}

	@Override
	public long version() {
		return this.head.version();
	}

	@Override
	public SessionTimes times() {
		return this.body.times();
	}

	@Override
	public @Nullable String node() {
		return this.head.node();
	}

	@Override
	public boolean trusting() {
		return this.body.trusting();
	}

	@Override
	public @Nullable String principal() {
		return this.head.principal();
	}

	@Override
	public byte[] secret() {
		return this.body.secret();
	}

	@Override
	public long secretVersion() {
		return this.body.secretVersion();
	}

	@Override
	public Map<String, StoredAttribute> attributes() {
		return this.body.attributes();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof StoredHead that && this.head.equals(that.head);
	}

	@Override
	public int hashCode() {
		return this.head.hashCode();
	}

	@Override
	public String toString() {
		return "StoredHead[version=" + version() + "]";
	}

}
