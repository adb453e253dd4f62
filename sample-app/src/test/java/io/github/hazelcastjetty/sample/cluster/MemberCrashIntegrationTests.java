package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications whose members die without warning ({@code kill -9}), one after the other,
 * under writes. All sessions have been on a member that died before the end.
 */
@OwnCluster
class MemberCrashIntegrationTests {

	private static final int CUSTOMERS = 4;

	private static final int PROGRESS = 50;

	@ParameterizedTest(name = "sticky: {0}")
	@ValueSource(booleans = { false, true })
	void nothingAcknowledgedIsLost(boolean sticky) {
		try (SampleCluster cluster = SampleCluster.builder("member-crash-" + (sticky ? "sticky" : "round-robin"))
			.program(Program.local(RulesApplication.class))
			.clientOf(2)
			.sticky(sticky)
			.property("hazelcast.jetty.session.operation-timeout", "10s")
			.nodes("a", "b")
			.start(); Customers customers = Customers.start(cluster, CUSTOMERS)) {
			for (StockMember dying : cluster.stockMembers()) {
				customers.awaitProgress(PROGRESS);
				awaitBackups(cluster);
				dying.process().kill();
				customers.awaitProgress(PROGRESS);
				cluster.startMissing();
			}
			customers.stop();
			cluster.nodes().forEach(customers::checkAt);
			assertThat(customers.losses()).isEmpty();
			// Both nodes may have to wait for the member too long to answer
			assertThat(customers.failures()).hasSizeLessThanOrEqualTo(2 * CUSTOMERS);
			assertThat(cluster.contents().sessions()).isEqualTo(CUSTOMERS);
		}
	}

	private static void awaitBackups(SampleCluster cluster) {
		Awaitility.await("each entry has its backup")
			.atMost(Duration.ofSeconds(60))
			.until(() -> cluster.stockMembers().stream().allMatch(StockMember::isClusterSafe));
	}

}
