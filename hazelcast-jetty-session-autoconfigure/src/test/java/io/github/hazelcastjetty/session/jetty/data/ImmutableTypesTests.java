package io.github.hazelcastjetty.session.jetty.data;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.security.core.context.SecurityContextImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which values need not be looked at for changes.
 */
class ImmutableTypesTests {

	private final ImmutableTypes types = new ImmutableTypes(Set.of(Named.class.getName()));

	@Test
	void valuesThatCannotChange() {
		for (Object value : List.of("a", 1, 2L, 'c', true, new BigDecimal("1"), UUID.randomUUID(), Instant.now(),
				TimeUnit.DAYS, Shape.ROUND, new Point(1, 2), new Line(new Point(1, 2), "a", Shape.FLAT), new Named(),
				new SecurityContextImpl())) {
			assertThat(this.types.isImmutable(value)).as(value.getClass().getName()).isTrue();
		}
	}

	@Test
	void valuesThatCanChange() {
		for (Object value : List.of(new ArrayList<>(), new Date(), new AtomicInteger(), new int[1], new String[0],
				new StringBuilder(), new Object(), new Basket(new ArrayList<>()), new Box("a"), new Pair(1, 2),
				new Node("a", null), new BigDecimal("1") {

					private static final long serialVersionUID = 1L;

				})) {
			assertThat(this.types.isImmutable(value)).as(value.getClass().getName()).isFalse();
		}
	}

	static class Named {

	}

	enum Shape {

		ROUND {
		},

		FLAT

	}

	record Point(int x, int y) {
	}

	record Line(Point from, String name, Shape shape) {
	}

	record Basket(List<String> goods) {
	}

	record Box(Object content) {
	}

	record Pair(Number one, Number other) {
	}

	record Node(String name, Node next) {
	}

}
