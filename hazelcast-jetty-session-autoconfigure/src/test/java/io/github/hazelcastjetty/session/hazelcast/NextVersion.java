package io.github.hazelcastjetty.session.hazelcast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import com.hazelcast.map.IMap;

import io.github.hazelcastjetty.session.hazelcast.HeadBody.UnknownField;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node does with the heads of sessions whose version of the library is newer than
 * this one.
 */
final class NextVersion {

	private static final int FIELD = 99;

	private final Stamps stamps = new Stamps();

	private final IMap<String, SessionHead> map;

	NextVersion(IMap<String, SessionHead> map) {
		this.map = map;
	}

	/**
	 * Add a field that this version does not know, at the end as this one would write it.
	 */
	void addField(String id, byte... content) {
		change(id, (body) -> {
			List<UnknownField> unknown = new ArrayList<>(HeadBodyFormat.read(head(id)).unknown());
			unknown.add(new UnknownField(FIELD, content));
			HeadBody known = HeadBodyFormat.read(head(id));
			return HeadBodyFormat.write(new HeadBody(known.times(), known.trusting(), known.home(), known.renewed(),
					known.movedTo(), known.former(), known.seal(), known.attributes(), known.split(), unknown));
		});
	}

	/**
	 * Add such a field at the front.
	 */
	void addFieldInFront(String id, byte... content) {
		change(id, (body) -> {
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
	List<byte[]> fields(String id) {
		return HeadBodyFormat.read(head(id))
			.unknown()
			.stream()
			.filter((field) -> field.tag() == FIELD)
			.map(UnknownField::content)
			.toList();
	}

	/**
	 * Store a session in another format, which happens to differ in its number only.
	 */
	void changeFormat(String id, int number) {
		change(id, (body) -> {
			ByteWriter out = new ByteWriter();
			out.number(number);
			out.bytes(Arrays.copyOfRange(body, 1, body.length));
			return out.toByteArray();
		});
	}

	void change(String id, UnaryOperator<byte[]> change) {
		SessionHead head = head(id);
		replace(id, head, head.expiry(), change.apply(head.body()));
	}

	/**
	 * Let a session look as if nobody had used it for long.
	 */
	void expire(String id) {
		SessionHead head = head(id);
		replace(id, head, Instant.now().minusSeconds(1).toEpochMilli(), head.body());
	}

	SessionHead head(String id) {
		SessionHead head = this.map.get(id);
		assertThat(head).isNotNull();
		return head;
	}

	private void replace(String id, SessionHead head, long expiry, byte[] body) {
		SessionHead next = new SessionHead(head.version() + 1, expiry, this.stamps.next(), this.stamps.node(),
				head.principal(), head.claim(), body);
		assertThat(this.map.replace(id, head, next)).isTrue();
	}

}
