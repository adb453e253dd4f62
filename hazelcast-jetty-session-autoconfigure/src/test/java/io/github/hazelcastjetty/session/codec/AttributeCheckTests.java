package io.github.hazelcastjetty.session.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is reported about attributes while an application is developed.
 */
class AttributeCheckTests {

	private final AttributeCheck check = new AttributeCheck(new JavaAttributeCodec(AllowedClasses.filter(patterns())));

	private static List<String> patterns() {
		List<String> patterns = new ArrayList<>(AllowedClasses.DEFAULTS);
		patterns.addAll(List.of(Forgetful.class.getName(), Changing.class.getName()));
		return patterns;
	}

	@Test
	void nothingIsReportedOfWhatArrives() {
		for (Object value : List.of("a", 1, new Date(), new ArrayList<>(List.of(1)), new int[0], Map.of("a", 1))) {
			assertThat(this.check.check("a", value, Map.of("b", "a"))).isEmpty();
		}
		assertThat(this.check.problems()).isEmpty();
		assertThat(this.check.remedy()).isNull();
	}

	@Test
	void refusedClassIsReportedOnceWithTheLineToAdd() {
		List<Unknown> value = new ArrayList<>(List.of(new Unknown()));
		String line = "hazelcast.jetty.session.serialization.allow: " + getClass().getPackageName() + ".**";
		assertThat(this.check.check("cart", value, Map.of())).singleElement().satisfies((problem) -> {
			assertThat(problem.attribute()).isEqualTo("cart");
			assertThat(problem.message()).contains("cart[0]", Unknown.class.getName());
			assertThat(problem.remedy()).isEqualTo(line);
		});
		assertThat(this.check.check("cart", value, Map.of())).isEmpty();
		this.check.check("insets", new java.awt.Insets(1, 1, 1, 1), Map.of());
		assertThat(this.check.problems()).hasSize(2);
		assertThat(this.check.remedy()).isEqualTo(line + ",java.awt.Insets");
	}

	@Test
	void objectThatIsNotSerializableIsReported() {
		assertThat(this.check.check("a", List.of(new Object()), Map.of())).singleElement()
			.extracting(AttributeCheck.Problem::message)
			.asString()
			.contains("a[0] is a java.lang.Object");
	}

	@Test
	void valueThatArrivesDifferentIsReported() {
		assertThat(this.check.check("a", new Forgetful("x"), Map.of())).singleElement()
			.extracting(AttributeCheck.Problem::message)
			.asString()
			.contains("is not equal");
		assertThat(this.check.check("a", new Changing(), Map.of())).singleElement()
			.extracting(AttributeCheck.Problem::message)
			.asString()
			.contains("java.util.Date on other nodes");
	}

	@Test
	void oneObjectUnderTwoNamesIsReported() {
		Date date = new Date();
		assertThat(this.check.check("b", date, Map.of("a", date))).singleElement()
			.extracting(AttributeCheck.Problem::message)
			.asString()
			.contains("'a' and 'b' are one object here and two");
		assertThat(this.check.check("a", date, Map.of("a", date))).isEmpty();
		assertThat(this.check.check("b", "text", Map.of("a", "text"))).isEmpty();
	}

	@SuppressWarnings("serial")
	private static final class Unknown implements Serializable {

	}

	@SuppressWarnings("serial")
	private static final class Forgetful implements Serializable {

		private final transient String text;

		private Forgetful(String text) {
			this.text = text;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Forgetful forgetful && Objects.equals(forgetful.text, this.text);
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	@SuppressWarnings("serial")
	private static final class Changing implements Serializable {

		private Object writeReplace() {
			return new Date(1);
		}

	}

}
