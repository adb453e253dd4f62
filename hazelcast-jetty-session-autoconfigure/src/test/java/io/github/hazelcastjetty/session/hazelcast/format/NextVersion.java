package io.github.hazelcastjetty.session.hazelcast.format;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

import com.hazelcast.map.IMap;

import io.github.hazelcastjetty.session.hazelcast.format.HeadBody.UnknownField;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node does with the heads of sessions whose version of the library is newer than
 * this one.
 */
public final class NextVersion {

	private static final int FIELD = 99;

	private final IMap<String, SessionHead> map;

	public NextVersion(IMap<String, SessionHead> map) {
		this.map = map;
	}

	/**
	 * Add a field that this version does not know, at the end as this one would write it.
	 */
	public void addField(String key, byte... content) {
		change(key, (body) -> {
			List<UnknownField> unknown = new ArrayList<>(HeadBodyFormat.read(head(key)).unknown());
			unknown.add(new UnknownField(FIELD, content));
			HeadBody known = HeadBodyFormat.read(head(key));
			return HeadBodyFormat
				.write(new HeadBody(known.times(), known.trusting(), known.renewed(), known.secret(),
						known.secretVersion(), known.attributes(), unknown))
				.bytes();
		});
	}

	/**
	 * Add such a field at the front.
	 */
	public void addFieldInFront(String key, byte... content) {
		change(key, (body) -> {
			ByteWriter out = new ByteWriter();
			out.bytes(Arrays.copyOf(body, 1));
			out.number(FIELD);
			out.number(content.length);
			out.bytes(content);
			out.bytes(Arrays.copyOfRange(body, 1, body.length));
			return out.toByteArray();
		});
	}

	/**
	 * Return the contents of the fields that were added.
	 */
	public List<byte[]> fields(String key) {
		return HeadBodyFormat.read(head(key))
			.unknown()
			.stream()
			.filter((field) -> field.tag() == FIELD)
			.map(UnknownField::content)
			.toList();
	}

	/**
	 * Store a session in another format, which happens to differ in its number only.
	 */
	public void changeFormat(String key, int number) {
		change(key, (body) -> {
			ByteWriter out = new ByteWriter();
			out.number(number);
			out.bytes(Arrays.copyOfRange(body, 1, body.length));
			return out.toByteArray();
		});
	}

	private void change(String key, UnaryOperator<byte[]> change) {
		SessionHead head = head(key);
		replace(key, head, head.expiry(), change.apply(head.body()));
	}

	/**
	 * Add an attribute of a kind that this version does not know.
	 */
	public void addAttributeOfAnotherKind(String key) {
		change(key, (body) -> {
			ByteWriter attribute = new ByteWriter();
			attribute.text("other");
			attribute.number(1);
			attribute.number(2);
			attribute.number(4);
			ByteWriter out = new ByteWriter();
			out.bytes(body);
			out.number(9);
			out.number(attribute.toByteArray().length);
			out.bytes(attribute.toByteArray());
			return out.toByteArray();
		});
	}

	/**
	 * Let a session look as if nobody had used it for long.
	 */
	public void expire(String key) {
		SessionHead head = head(key);
		replace(key, head, Instant.now().minusSeconds(1).toEpochMilli(), head.body());
	}

	public SessionHead head(String key) {
		SessionHead head = this.map.get(key);
		assertThat(head).isNotNull();
		return head;
	}

	private void replace(String key, SessionHead head, long expiry, byte[] body) {
		SessionHead next = new SessionHead(head.version() + 1, expiry, ThreadLocalRandom.current().nextLong(), "next",
				head.principal(), head.claim(), body);
		assertThat(this.map.replace(key, head, next)).isTrue();
	}

}
