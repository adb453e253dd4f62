package io.github.hazelcastjetty.session.hazelcast.format;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.format.HeadBody.UnknownField;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * Writes and reads the body of a {@link SessionHead}: the number of the format, then
 * fields of a tag, a length and that many bytes. Numbers take as many bytes as they need.
 * Times are counted in milliseconds from the creation of the session, and mostly left out
 * where they are the same. A field that is not known is kept and written back, so that
 * nodes of several versions can share a session.
 */
final class HeadBodyFormat {

	private static final int FORMAT = 1;

	private static final int CREATED = 1;

	private static final int ACCESSED = 2;

	private static final int LAST_ACCESSED = 3;

	private static final int MAX_INACTIVE = 4;

	private static final int COOKIE_SET = 5;

	private static final int TRUSTING = 6;

	private static final int RENEWED = 7;

	private static final int SECRET = 8;

	private static final int ATTRIBUTE = 9;

	private static final int TIMES_AND_SECRET = 128;

	private static final int ATTRIBUTE_NUMBERS = 32;

	private static final int APART = 1;

	private static final int LISTENING = 2;

	private HeadBodyFormat() {
	}

	/**
	 * Write a body.
	 * @return its bytes, and the body with values that are parts of them, so that no copy
	 * of a session holds a value twice
	 */
	static Written write(HeadBody body) {
		ByteWriter out = new ByteWriter(expectedSize(body));
		out.number(FORMAT);
		SessionTimes times = body.times();
		long created = times.created().toEpochMilli();
		int field = out.begin(CREATED);
		out.number(created);
		out.end(field);
		laterTime(out, ACCESSED, created, times.accessed());
		laterTime(out, LAST_ACCESSED, created, times.lastAccessed());
		signed(out, MAX_INACTIVE, times.maxInactive().toMillis());
		time(out, COOKIE_SET, created, times.cookieSet());
		if (body.trusting()) {
			out.end(out.begin(TRUSTING));
		}
		laterTime(out, RENEWED, created, body.renewed());
		field = out.begin(SECRET);
		out.number(body.secretVersion());
		out.bytes(body.secret());
		out.end(field);
		int[] ends = new int[body.attributes().size()];
		int count = 0;
		for (Map.Entry<String, StoredAttribute> entry : body.attributes().entrySet()) {
			field = out.begin(ATTRIBUTE);
			out.text(entry.getKey());
			attribute(out, entry.getValue());
			out.end(field);
			ends[count++] = out.size();
		}
		for (UnknownField unknown : body.unknown()) {
			field = out.begin(unknown.tag());
			out.bytes(unknown.content());
			out.end(field);
		}
		byte[] bytes = out.toByteArray();
		return new Written(bytes, body.withAttributes(within(bytes, ends, body.attributes())));
	}

	/**
	 * A body that is larger costs copies, and no more.
	 */
	private static int expectedSize(HeadBody body) {
		int size = TIMES_AND_SECRET;
		for (Map.Entry<String, StoredAttribute> entry : body.attributes().entrySet()) {
			int value = (entry.getValue() instanceof StoredAttribute.Inline inline) ? inline.size() : 0;
			size += ATTRIBUTE_NUMBERS + entry.getKey().length() + value;
		}
		return size;
	}

	private static Map<String, StoredAttribute> within(byte[] bytes, int[] ends,
			Map<String, StoredAttribute> attributes) {
		Map<String, StoredAttribute> within = new LinkedHashMap<>();
		int count = 0;
		for (Map.Entry<String, StoredAttribute> entry : attributes.entrySet()) {
			int end = ends[count++];
			within.put(entry.getKey(),
					(entry.getValue() instanceof StoredAttribute.Inline inline)
							? new StoredAttribute.Inline(inline.stamp(), inline.version(), bytes, end - inline.size(),
									inline.size(), inline.listening())
							: entry.getValue());
		}
		return Collections.unmodifiableMap(within);
	}

	static HeadBody read(SessionHead head) {
		ByteReader in = new ByteReader(head.body());
		long format = in.number();
		if (format != FORMAT) {
			throw new IllegalArgumentException(
					"it is stored in format " + format + ", of which this version of the library knows nothing");
		}
		Fields fields = new Fields(head);
		while (in.hasMore()) {
			int tag = (int) in.number();
			fields.read(tag, in.slice((int) in.number()));
		}
		return fields.toBody();
	}

	private static void signed(ByteWriter out, int tag, long value) {
		int field = out.begin(tag);
		out.signed(value);
		out.end(field);
	}

	private static void time(ByteWriter out, int tag, long created, @Nullable Instant time) {
		if (time != null) {
			signed(out, tag, time.toEpochMilli() - created);
		}
	}

	private static void laterTime(ByteWriter out, int tag, long created, Instant time) {
		time(out, tag, created, (time.toEpochMilli() != created) ? time : null);
	}

	private static void attribute(ByteWriter out, StoredAttribute attribute) {
		out.number(attribute.stamp());
		out.number(attribute.version());
		int listening = attribute.listening() ? LISTENING : 0;
		if (attribute instanceof StoredAttribute.Apart apart) {
			out.number(listening | APART);
			out.number(apart.size());
		}
		else if (attribute instanceof StoredAttribute.Inline inline) {
			out.number(listening);
			out.bytes(inline.source(), inline.offset(), inline.size());
		}
	}

	/**
	 * A body that was written.
	 *
	 * @param bytes its bytes
	 * @param body the body, whose values are parts of them
	 */
	record Written(byte[] bytes, HeadBody body) {

	}

	/**
	 * Collects what a body holds while it is read.
	 */
	private static final class Fields {

		private final SessionHead head;

		private final Map<String, StoredAttribute> attributes = new LinkedHashMap<>();

		private final List<UnknownField> unknown = new ArrayList<>();

		private long created;

		private long accessed;

		private long lastAccessed;

		private long maxInactive;

		private @Nullable Long cookieSet;

		private long renewed;

		private boolean trusting;

		private byte @Nullable [] secret;

		private long secretVersion;

		private Fields(SessionHead head) {
			this.head = head;
		}

		private void read(int tag, ByteReader field) {
			switch (tag) {
				case CREATED -> this.created = field.number();
				case ACCESSED -> this.accessed = field.signed();
				case LAST_ACCESSED -> this.lastAccessed = field.signed();
				case MAX_INACTIVE -> this.maxInactive = field.signed();
				case COOKIE_SET -> this.cookieSet = field.signed();
				case TRUSTING -> this.trusting = true;
				case RENEWED -> this.renewed = field.signed();
				case ATTRIBUTE -> this.attributes.put(field.text(), readAttribute(field));
				case SECRET -> {
					this.secretVersion = field.number();
					this.secret = field.rest();
				}
				default -> this.unknown.add(new UnknownField(tag, field.rest()));
			}
		}

		private static StoredAttribute readAttribute(ByteReader field) {
			long stamp = field.number();
			long version = field.number();
			long flags = field.number();
			if ((flags & ~(APART | LISTENING)) != 0) {
				// It would not survive being written by us, nor be what it seems
				throw new IllegalArgumentException(
						"it has an attribute of a kind of which this version of the library knows nothing");
			}
			boolean listening = (flags & LISTENING) != 0;
			if ((flags & APART) != 0) {
				return new StoredAttribute.Apart(stamp, version, (int) field.number(), listening);
			}
			return new StoredAttribute.Inline(stamp, version, field.source(), field.position(), field.remaining(),
					listening);
		}

		private HeadBody toBody() {
			byte[] present = this.secret;
			if (present == null) {
				throw new IllegalArgumentException("what is stored is not a session");
			}
			Long cookie = this.cookieSet;
			SessionTimes times = new SessionTimes(since(0), since(this.accessed), since(this.lastAccessed),
					Duration.ofMillis(this.maxInactive), expiry(), (cookie != null) ? since(cookie) : null);
			return new HeadBody(times, this.trusting, since(this.renewed), present, this.secretVersion,
					Collections.unmodifiableMap(this.attributes), List.copyOf(this.unknown));
		}

		/**
		 * The expiry of a session that is claimed is lost, but for what its timeout says.
		 */
		private Instant expiry() {
			if (this.head.isClaimed()) {
				return (this.maxInactive > 0) ? since(this.accessed + this.maxInactive) : Instant.MAX;
			}
			return (this.head.expiry() == Long.MAX_VALUE) ? Instant.MAX : Instant.ofEpochMilli(this.head.expiry());
		}

		private Instant since(long millis) {
			return Instant.ofEpochMilli(this.created + millis);
		}

	}

}
