package io.github.hazelcastjetty.rules.storm;

import java.util.List;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The application's own client of a cluster, if {@code storm.client.cluster} names one.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("storm.client.cluster")
class ClientBean {

	@Bean(destroyMethod = "shutdown")
	HazelcastInstance client(@Value("${storm.client.cluster}") String cluster,
			@Value("${storm.client.members}") List<String> members) {
		ClientConfig config = new ClientConfig();
		config.setClusterName(cluster);
		config.getNetworkConfig().setAddresses(members);
		config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(60_000);
		return HazelcastClient.newHazelcastClient(config);
	}

}
