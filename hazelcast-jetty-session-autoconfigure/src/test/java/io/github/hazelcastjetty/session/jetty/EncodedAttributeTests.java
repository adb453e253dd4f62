package io.github.hazelcastjetty.session.jetty;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import ch.qos.logback.classic.Level;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often attributes are encoded, and what is told of their size.
 */
@Timeout(60)
class EncodedAttributeTests extends AbstractTwoNodesTests {

	private final CountingCodec codec = new CountingCodec();

	@Test
	void valueThatCannotChangeIsEncodedOnlyWhenItIsSet() {
		start(settings(Set.of(Money.class.getName()), 0), this.codec);
		both("/all", (request, response) -> {
			HttpSession session = request.getSession();
			session.setAttribute("text", "1");
			session.setAttribute("record", new Point(1, 2));
			session.setAttribute("enum", Colour.RED);
			session.setAttribute("named", new Money());
			session.setAttribute("list", new ArrayList<>(List.of("1")));
		});
		both("/read", (request, response) -> {
			for (String name : List.of("text", "record", "enum", "named", "list")) {
				response.getWriter().print(request.getSession().getAttribute(name) + " ");
			}
		});
		this.user.get(this.one, "/all");
		awaitIdle();
		this.codec.encoded.clear();
		for (int round = 0; round < 3; round++) {
			for (JettyNode node : List.of(this.one, this.two)) {
				assertThat(this.user.get(node, "/read")).isEqualTo("1 Point[x=1, y=2] RED money [1] ");
				this.user.get(node, "/set?name=n&value=" + round);
			}
		}
		awaitIdle();
		assertThat(this.codec.encoded).containsOnlyKeys("n", "list");
	}

	@Test
	void largeValueIsTold() {
		start(settings(Set.of(), 100), this.codec);
		try (LogCapture log = new LogCapture().capture(AttributeValues.class.getName(), Level.WARN)) {
			this.user.get(this.one, "/set?name=small&value=" + "x".repeat(80));
			this.user.get(this.one, "/set?name=large&value=" + "x".repeat(120));
			assertThat(log.messages(Level.WARN)).singleElement().asString().contains("'large'", "warn-size");
		}
	}

	@Test
	void largeValueIsNotToldIfNobodyWantsToKnow() {
		start(settings(Set.of(), 0), this.codec);
		try (LogCapture log = new LogCapture().capture(AttributeValues.class.getName(), Level.WARN)) {
			this.one.on("/large", (request, response) -> request.getSession().setAttribute("large", new byte[2000000]));
			this.user.get(this.one, "/large");
			assertThat(log.messages(Level.WARN)).isEmpty();
		}
	}

	private void start(SessionSettings settings, AttributeCodec codec) {
		this.one = add(new JettyNode(this.storeOne, settings, codec)).start();
		this.two = add(new JettyNode(this.storeTwo, settings, codec)).start();
	}

	private static SessionSettings settings(Set<String> immutableTypes, long warnSize) {
		return new SessionSettings("", false, Duration.ZERO, 0, Duration.ofHours(1), Duration.ofSeconds(5),
				Duration.ofHours(1), 0, immutableTypes, warnSize, false);
	}

	private static final class CountingCodec implements AttributeCodec {

		private final Map<String, Integer> encoded = new ConcurrentHashMap<>();

		private final AttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(List.of("*")));

		@Override
		public byte[] encode(String name, Object value) throws AttributeCodecException {
			this.encoded.merge(name, 1, Integer::sum);
			return this.codec.encode(name, value);
		}

		@Override
		public Object decode(String name, byte[] bytes) throws AttributeCodecException {
			return this.codec.decode(name, bytes);
		}

	}

	private record Point(int x, int y) implements Serializable {
	}

	private enum Colour {

		RED

	}

	private static class Money implements Serializable {

		private static final long serialVersionUID = 1L;

		@Override
		public String toString() {
			return "money";
		}

	}

}
