package io.github.hazelcastjetty.session;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rooms and the arrows between them, see docs/contributing/architecture.md.
 */
class RoomsTests {

	private static final String BASE = "io.github.hazelcastjetty.session";

	private final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(BASE);

	@Test
	void codecKnowsNothingButTheJdk() {
		check(room("codec", "java..", "javax.crypto..", "org.jspecify.."));
	}

	@Test
	void storeKnowsNothingButTheJdk() {
		check(room("store", "java..", "org.jspecify.."));
	}

	@Test
	void hazelcastKnowsTheStoreAndThePublicApiOfHazelcast() {
		check(room("hazelcast", "java..", "org.jspecify..", BASE + ".store..", "com.hazelcast.."));
		check(noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("com.hazelcast.internal..", "com.hazelcast.spi.impl.."));
	}

	@Test
	void persistenceKnowsTheStoredFormAndThePublicApiOfHazelcast() {
		check(room("persistence", "java..", "javax.sql..", "org.jspecify..", BASE + ".hazelcast.format..",
				BASE + ".hazelcast.setup..", "com.hazelcast.."));
	}

	@Test
	void jettyKnowsTheStoreAndJetty() {
		check(room("jetty", "java..", "org.jspecify..", BASE + ".codec..", BASE + ".store..", "org.eclipse.jetty..",
				"jakarta.servlet..", "org.slf4j.."));
	}

	@Test
	void securityKnowsTheStoreAndSpringSecurity() {
		check(room("security", "java..", "org.jspecify..", BASE + ".store..", "org.springframework.security.."));
	}

	@Test
	void testSupportKnowsSpringAndThePublicApiOfHazelcast() {
		check(room("test", "java..", "org.jspecify..", "org.springframework..", "com.hazelcast.."));
	}

	@Test
	void actuateKnowsTheStoreActuatorAndMicrometer() {
		check(room("actuate", "java..", "org.jspecify..", BASE + ".store..", "io.micrometer..",
				"org.springframework.boot.actuate..", "org.springframework.boot.health.."));
	}

	@Test
	void nobodyImportsTheAutoConfiguration() {
		check(noClasses().that()
			.resideOutsideOfPackage(BASE + ".autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(BASE + ".autoconfigure.."));
	}

	@Test
	void dataOfACopyKnowsNeitherJettyNorTheCopies() {
		check(noClasses().that()
			.resideInAPackage(BASE + ".jetty.data..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.eclipse.jetty..", BASE + ".jetty", BASE + ".jetty.cache.."));
	}

	@Test
	void callsOfTheClusterKnowNothingOfTheStoredForm() {
		check(noClasses().that()
			.resideInAPackage(BASE + ".hazelcast.call..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(BASE + ".hazelcast", BASE + ".hazelcast.format..", BASE + ".hazelcast.setup.."));
	}

	@Test
	void roomsAreFreeOfCycles() {
		check(slices().matching(BASE + ".(**)").should().beFreeOfCycles());
	}

	@Test
	void noClassIsInACircle() {
		check(slices().assignedFrom(new TopLevelClasses()).should().beFreeOfCycles());
	}

	private static ArchRule room(String name, String... mayImport) {
		String[] allowed = new String[mayImport.length + 1];
		System.arraycopy(mayImport, 0, allowed, 0, mayImport.length);
		allowed[mayImport.length] = BASE + "." + name + "..";
		return classes().that()
			.resideInAPackage(BASE + "." + name + "..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(allowed);
	}

	private void check(ArchRule rule) {
		rule.check(this.classes);
	}

	/**
	 * Takes a class and the classes within it for one.
	 */
	private static final class TopLevelClasses implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			JavaClass outer = type;
			while (outer.getEnclosingClass().isPresent()) {
				outer = outer.getEnclosingClass().get();
			}
			return outer.getPackageName().startsWith(BASE) ? SliceIdentifier.of(outer.getFullName())
					: SliceIdentifier.ignore();
		}

		@Override
		public String getDescription() {
			return "top-level classes";
		}

	}

}
