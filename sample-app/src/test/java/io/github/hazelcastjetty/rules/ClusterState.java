package io.github.hazelcastjetty.rules;

import com.hazelcast.client.Client;
import com.hazelcast.core.HazelcastInstance;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells of the cluster as this node sees it.
 */
@RestController
class ClusterState {

	private final HazelcastInstance instance;

	ClusterState(@Qualifier("hazelcastJettySessionInstance") HazelcastInstance instance) {
		this.instance = instance;
	}

	/**
	 * Whether each entry has its backup. A client does not know and says so too.
	 */
	@GetMapping("/rules/cluster-safe")
	boolean isClusterSafe() {
		return this.instance.getLocalEndpoint() instanceof Client
				|| this.instance.getPartitionService().isClusterSafe();
	}

}
