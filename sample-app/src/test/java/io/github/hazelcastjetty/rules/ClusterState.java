package io.github.hazelcastjetty.rules;

import com.hazelcast.client.Client;
import com.hazelcast.core.HazelcastInstance;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells of the cluster as this node sees it.
 */
@RestController
class ClusterState {

	private final ListableBeanFactory beanFactory;

	ClusterState(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * How many members the cluster has.
	 */
	@GetMapping("/rules/cluster-size")
	int size() {
		return this.beanFactory.getBeansOfType(HazelcastInstance.class)
			.values()
			.stream()
			.mapToInt((instance) -> instance.getCluster().getMembers().size())
			.max()
			.orElse(0);
	}

	/**
	 * Whether each entry has its backup. A client does not know and says so too.
	 */
	@GetMapping("/rules/cluster-safe")
	boolean isClusterSafe() {
		return this.beanFactory.getBeansOfType(HazelcastInstance.class)
			.values()
			.stream()
			.allMatch((instance) -> instance.getLocalEndpoint() instanceof Client
					|| instance.getPartitionService().isClusterSafe());
	}

}
