package io.github.hazelcastjetty.session.cost;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request costs where some nodes embed a member and others are clients: the first
 * node is a member here, the second one a client.
 */
class MixedCostTests extends AbstractCostTests {

	@Override
	CostCluster startCluster(Path directory) throws IOException {
		return CostCluster.ofMemberAndClient(directory);
	}

	@ParameterizedTest
	@EnumSource(names = { "KB_64", "KB_512" })
	void memberPaysNoMoreThanElsewhereForWhatTheClientCreated(Size size) {
		CostNode member = nodes(false).get(0);
		CostNode client = nodes(false).get(1);
		String cookie = client.create(size.attribute());
		try {
			member.get(SET_SMALL, cookie);
			member.get("/read", cookie);
			Cost read = measure("read at the member", REQUESTS, (i) -> member.get("/read", cookie));
			assertThat(read.operationsPerRequest()).as("%s", read).isEqualTo(1);
			assertThat(read.bytesPerRequest()).as("%s", read).isLessThanOrEqualTo(CHECK);
			Cost change = measure("change at the member", REQUESTS, (i) -> member.get(SET_SMALL, cookie));
			assertThat(change.operationsPerRequest()).as("%s", change).isEqualTo(2);
			assertThat(change.bytesPerRequest()).as("%s", change).isLessThanOrEqualTo(SMALL_CHANGE);
		}
		finally {
			client.get("/invalidate", cookie);
		}
	}

}
