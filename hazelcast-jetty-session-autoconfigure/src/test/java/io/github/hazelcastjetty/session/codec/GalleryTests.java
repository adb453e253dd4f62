package io.github.hazelcastjetty.session.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What applications and their frameworks keep in sessions arrives, with no property set.
 */
class GalleryTests {

	private final JavaAttributeCodec codec = new JavaAttributeCodec(filter(AllowedClasses.DEFAULTS));

	/**
	 * This package takes the place of the application's.
	 */
	private static java.io.ObjectInputFilter filter(List<String> defaults) {
		List<String> patterns = new ArrayList<>(defaults);
		patterns.add(GalleryTests.class.getPackageName() + ".*");
		return AllowedClasses.filter(patterns);
	}

	static Stream<Kind> kinds() throws Exception {
		return Stream
			.of(PlatformKinds.all(), SpringKinds.all(), SecurityKinds.all(), LibraryKinds.all(), HibernateKinds.all())
			.flatMap((kinds) -> kinds);
	}

	static Stream<Map.Entry<Kind, String>> impossibleKinds() throws Exception {
		return Stream.of(PlatformKinds.impossible(), SpringKinds.impossible(), LibraryKinds.impossible())
			.flatMap((kinds) -> kinds.entrySet().stream());
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void arrives(Kind kind) throws Exception {
		Object copy = this.codec.decode("a", this.codec.encode("a", kind.value()));
		assertThat(copy).matches((each) -> kind.same().test(kind.value(), each), "is like the original");
		Object second = this.codec.decode("a", this.codec.encode("a", copy));
		assertThat(second).matches((each) -> kind.same().test(kind.value(), each), "is like the original");
	}

	@ParameterizedTest
	@MethodSource("impossibleKinds")
	void staysAndIsNamed(Map.Entry<Kind, String> entry) {
		assertThatExceptionOfType(AttributeCodecException.class)
			.isThrownBy(() -> this.codec.encode("a", entry.getKey().value()))
			.withMessageContaining(entry.getValue());
	}

}
