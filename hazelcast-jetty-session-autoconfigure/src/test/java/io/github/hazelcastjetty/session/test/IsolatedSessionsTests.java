package io.github.hazelcastjetty.session.test;

import java.util.HashSet;
import java.util.Set;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.NestedTestConfiguration;
import org.springframework.test.context.NestedTestConfiguration.EnclosingConfiguration;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that cached contexts of tests, whose applications have the same settings, do not
 * share their sessions.
 */
@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
class IsolatedSessionsTests {

	private static final Set<String> CLUSTERS = new HashSet<>();

	private static void assertAlone(HazelcastInstance instance) {
		assertThat(instance.getCluster().getMembers()).hasSize(1);
		assertThat(CLUSTERS.add(instance.getConfig().getClusterName())).as("not a cluster of another context").isTrue();
		assertThat(Hazelcast.getAllHazelcastInstances()).contains(instance);
	}

	@Nested
	@SpringBootTest(classes = VisitsApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
	class First {

		@Test
		void isAlone(@Autowired @Qualifier("hazelcastJettySessionInstance") HazelcastInstance instance) {
			assertAlone(instance);
		}

	}

	@Nested
	@SpringBootTest(classes = VisitsApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
	@TestPropertySource(properties = { "another=context", "hazelcast.jetty.session.members=192.0.2.1" })
	class Second {

		@Test
		void isAloneEvenWithMembers(@Autowired @Qualifier("hazelcastJettySessionInstance") HazelcastInstance instance) {
			assertAlone(instance);
		}

	}

	@Nested
	@SpringBootTest(classes = VisitsApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = "hazelcast.jetty.session.isolated=false")
	class Unisolated {

		@Test
		void hasTheNameOfTheApplicationsClass(
				@Autowired @Qualifier("hazelcastJettySessionInstance") HazelcastInstance instance) {
			assertThat(instance.getConfig().getClusterName()).isEqualTo(VisitsApplication.class.getName());
		}

	}

}
