package io.github.hazelcastjetty.session.cost;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a request costs a client of members that know nothing but Hazelcast.
 */
class ClientCostTests extends AbstractCostTests {

	@Override
	CostCluster startCluster(Path directory) throws IOException {
		return CostCluster.ofClients(directory);
	}

}
