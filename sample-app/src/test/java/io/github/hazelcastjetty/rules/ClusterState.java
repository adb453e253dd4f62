package io.github.hazelcastjetty.rules;

import com.hazelcast.client.Client;
import com.hazelcast.core.HazelcastInstance;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.hazelcastjetty.session.store.SessionStoreStatus;

/**
 * Tells of the cluster as this node sees it.
 */
@RestController
class ClusterState {

	private final ListableBeanFactory beanFactory;

	private final ObjectProvider<SessionStoreStatus> status;

	ClusterState(ListableBeanFactory beanFactory, ObjectProvider<SessionStoreStatus> status) {
		this.beanFactory = beanFactory;
		this.status = status;
	}

	/**
	 * What can be reached of the sessions.
	 */
	@GetMapping("/rules/availability")
	String availability() {
		return this.status.getObject().availability().name();
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
