package io.github.hazelcastjetty.session.support;

import java.io.IOException;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PartitionOwners}.
 */
class PartitionOwnersTests {

	@AfterEach
	void stop() {
		HazelcastClient.shutdownAll();
		Hazelcast.shutdownAll();
	}

	@Test
	void keyStaysWhereItIsThoughAMemberHasJustCome() throws IOException {
		int port = TestMembers.freePort();
		int portOfOther = TestMembers.freePort();
		HazelcastInstance one = TestMembers.start("partition-owners-tests", port);
		IMap<Integer, byte[]> map = one.getMap("map");
		for (int i = 0; i < 1000; i++) {
			map.put(i, new byte[10_000]);
		}
		ClientConfig config = new ClientConfig().setClusterName("partition-owners-tests");
		config.getNetworkConfig().addAddress("127.0.0.1:" + port);
		HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
		HazelcastInstance other = TestMembers.start("partition-owners-tests", portOfOther, port);
		String key = PartitionOwners.keyOf(client, portOfOther);
		assertThat(one.getPartitionService().isClusterSafe()).isTrue();
		assertThat(other.getPartitionService().getPartition(key).getOwner().localMember()).isTrue();
		assertThat(PartitionOwners.count(client, port)).isBetween(15L, 16L);
		assertThat(PartitionOwners.count(client, portOfOther)).isBetween(15L, 16L);
	}

}
