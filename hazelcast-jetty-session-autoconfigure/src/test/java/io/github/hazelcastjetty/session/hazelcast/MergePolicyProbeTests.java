package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.hazelcastjetty.session.support.StockMember;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our merge policy is set only where all members know it.
 */
@Timeout(120)
class MergePolicyProbeTests {

	private static final String CLUSTER = "merge-policy-probe-tests";

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private int port;

	private HazelcastInstance member;

	@BeforeEach
	void start() throws IOException {
		this.port = TestMembers.freePort();
		this.member = Hazelcast.newHazelcastInstance(config(this.port));
	}

	@AfterEach
	void stop() {
		this.member.getLifecycleService().terminate();
	}

	@Test
	void policyIsOursWhereAllMembersAreApplications() throws IOException {
		HazelcastInstance other = Hazelcast.newHazelcastInstance(config(TestMembers.freePort(), this.port));
		try {
			awaitTwo();
			prepare();
			assertThat(policy(this.member)).isEqualTo(SessionMergePolicy.class.getName());
			assertThat(policy(other)).isEqualTo(SessionMergePolicy.class.getName());
		}
		finally {
			other.getLifecycleService().terminate();
		}
	}

	@Test
	void stockMemberCanUseTheMap(@TempDir Path directory) throws Exception {
		try (StockMember stock = StockMember.start(TestMembers.config(CLUSTER, TestMembers.freePort(), this.port),
				directory)) {
			awaitTwo();
			prepare();
			assertThat(policy(this.member)).startsWith("com.hazelcast.");
			HazelcastInstance client = stock.connect();
			try {
				assertThat(client.getMap("sessions").size()).isZero();
			}
			finally {
				client.shutdown();
			}
		}
	}

	private void awaitTwo() {
		Awaitility.await().atMost(LIMIT).until(() -> this.member.getCluster().getMembers().size() == 2);
	}

	private void prepare() {
		SessionMaps.prepare(this.member, "sessions", 1, Duration.ofMinutes(30), (config) -> {
		});
	}

	private static String policy(HazelcastInstance instance) {
		return instance.getConfig().findMapConfig("sessions").getMergePolicyConfig().getPolicy();
	}

	/**
	 * A member that deserializes no more than those we start.
	 */
	private static Config config(int port, int... others) {
		Config config = TestMembers.config(CLUSTER, port, others);
		JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
		filter.getWhitelist().addPackages("com.hazelcast", "java.lang", "java.util");
		config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
		return config;
	}

}
