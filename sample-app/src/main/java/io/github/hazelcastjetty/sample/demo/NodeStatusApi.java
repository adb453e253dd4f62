package io.github.hazelcastjetty.sample.demo;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.LocalMapStats;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;

/**
 * What the demo asks a node, without a session and without asking other members.
 */
@RestController
@ConditionalOnBooleanProperty("sample.demo")
@RequestMapping("/demo")
class NodeStatusApi {

	private final HazelcastInstance hazelcast;

	private final SessionStore store;

	private final String mapName;

	NodeStatusApi(@Lazy @Qualifier("hazelcastJettySessionInstance") HazelcastInstance hazelcast,
			@Lazy SessionStore store,
			@Value("${hazelcast.jetty.session.map-name:jetty-sessions-${spring.application.name}}") String mapName) {
		this.hazelcast = hazelcast;
		this.store = store;
		this.mapName = mapName;
	}

	@GetMapping("/status")
	NodeStatus status() {
		LocalMapStats sessions = this.hazelcast.getMap(this.mapName).getLocalMapStats();
		return new NodeStatus(this.hazelcast.getCluster().getMembers().size(), sessions.getOwnedEntryCount(),
				sessions.getBackupEntryCount());
	}

	/**
	 * Whether this node is the one that keeps a session for the cluster.
	 * @param session the name of the session
	 */
	@GetMapping("/owns")
	boolean owns(@RequestParam String session) {
		return this.store.isLocal(SessionKey.of(session));
	}

}
