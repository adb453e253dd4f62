package io.github.hazelcastjetty.session.support;

import java.io.IOException;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
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
		Hazelcast.getAllHazelcastInstances().forEach((member) -> member.getLifecycleService().terminate());
	}

	@Test
	void keyStaysWhereItIsThoughAMemberHasJustCome() throws IOException {
		int port = TestMembers.freePort();
		int portOfOther = TestMembers.freePort();
		HazelcastInstance one = start(port);
		one.getMap("map").put("key", "value");
		ClientConfig config = new ClientConfig().setClusterName("partition-owners-tests");
		config.getNetworkConfig().addAddress("127.0.0.1:" + port);
		HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
		HazelcastInstance other = start(portOfOther, port);
		String key = PartitionOwners.keyOf(client, portOfOther);
		assertThat(one.getPartitionService().isClusterSafe()).isTrue();
		assertThat(other.getPartitionService().getPartition(key).getOwner().localMember()).isTrue();
		assertThat(PartitionOwners.count(client, port)).isOne();
		assertThat(PartitionOwners.count(client, portOfOther)).isOne();
	}

	/**
	 * Start a member that lets a second go by before it moves the next partition.
	 */
	private static HazelcastInstance start(int port, int... others) {
		Config config = TestMembers.config("partition-owners-tests", port, others);
		config.setProperty("hazelcast.partition.count", "2");
		config.setProperty("hazelcast.partition.migration.interval", "1");
		return Hazelcast.newHazelcastInstance(config);
	}

}
