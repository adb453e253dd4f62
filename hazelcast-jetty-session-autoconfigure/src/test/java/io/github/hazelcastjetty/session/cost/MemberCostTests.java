package io.github.hazelcastjetty.session.cost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request costs in peer-to-peer mode, on a node that does not keep the session's
 * data.
 */
class MemberCostTests extends AbstractCostTests {

	@Override
	CostCluster startCluster(Path directory) throws IOException {
		return CostCluster.ofMembers();
	}

	@Test
	void dataOfSessionIsKeptByTheNodeThatCreatedIt() {
		for (int i = 0; i < 10; i++) {
			String cookie = create(Size.KB_2, false);
			int start = cookie.indexOf('=') + 1;
			String name = cookie.substring(start, start + 16);
			var partition = cluster().instance(0).getPartitionService().getPartition(name);
			assertThat(partition.getOwner().localMember()).isTrue();
		}
	}

	@Test
	void checkStaysInProcessWhereTheDataIs() {
		CostNode owner = nodes(false).get(0);
		String cookie = create(Size.KB_64, false);
		Cost cost = measure("read at the owner", REQUESTS, (i) -> owner.get("/read", cookie));
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(1);
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThan(NOISE);
	}

	@Test
	void onlyTheBackupCostsBytesWhereTheDataIs() {
		CostNode owner = nodes(false).get(0);
		String cookie = create(Size.KB_64, false);
		Cost cost = measure("small change at the owner", REQUESTS, (i) -> owner.get(SET_SMALL, cookie));
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(2);
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThanOrEqualTo(1000);
	}

	@Test
	void whatIsRecordedIsWhatHazelcastCounts() {
		String cookie = session(Size.KB_64, false);
		long before = gets();
		Cost cost = measure("read", REQUESTS, (i) -> nodes(false).get(1).get("/", cookie));
		assertThat(gets() - before).isEqualTo(cost.count("get")).isEqualTo(REQUESTS);
	}

	private long gets() {
		return IntStream.of(0, 1)
			.mapToLong((node) -> cluster().instance(node)
				.getMap(CostNode.mapName(false))
				.getLocalMapStats()
				.getGetOperationCount())
			.sum();
	}

}
