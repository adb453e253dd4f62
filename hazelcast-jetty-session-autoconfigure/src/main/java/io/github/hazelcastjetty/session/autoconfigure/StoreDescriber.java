package io.github.hazelcastjetty.session.autoconfigure;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.SingletonBeanRegistry;

import io.github.hazelcastjetty.session.store.SessionStoreDescription;

/**
 * Says where the sessions are kept, for the log, the health and the information of an
 * application alike.
 */
final class StoreDescriber {

	private StoreDescriber() {
	}

	/**
	 * Describe the store of an application, if Hazelcast has started and the store is not
	 * the user's own.
	 */
	static @Nullable SessionStoreDescription find(SingletonBeanRegistry beans) {
		return (beans.getSingleton(
				HazelcastJettySessionAutoConfiguration.HAZELCAST_BEAN_NAME) instanceof SessionHazelcast hazelcast
				&& hazelcast.isStarted()
				&& beans.getSingleton(
						HazelcastJettySessionAutoConfiguration.OPTIONS_BEAN_NAME) instanceof SessionOptions options)
								? describe(hazelcast, options) : null;
	}

	static SessionStoreDescription describe(SessionHazelcast hazelcast, SessionOptions options) {
		return new SessionStoreDescription(hazelcast.mode(), hazelcast.clusterName(), options.mapName(),
				options.sticky() ? "sticky" : "non-sticky", versions(hazelcast.instance()));
	}

	private static Map<String, String> versions(HazelcastInstance instance) {
		Map<String, String> versions = new TreeMap<>();
		put(versions, "starter", StoreDescriber.class.getPackage().getImplementationVersion());
		put(versions, "hazelcast", HazelcastInstance.class.getPackage().getImplementationVersion());
		put(versions, "members", memberVersions(instance));
		put(versions, "jetty", Server.getVersion());
		return versions;
	}

	private static void put(Map<String, String> versions, String name, @Nullable String version) {
		if (version != null && !version.isEmpty()) {
			versions.put(name, version);
		}
	}

	private static String memberVersions(HazelcastInstance instance) {
		try {
			return instance.getCluster()
				.getMembers()
				.stream()
				.map(Member::getVersion)
				.map(Object::toString)
				.distinct()
				.sorted()
				.collect(Collectors.joining(", "));
		}
		catch (HazelcastClientNotActiveException | HazelcastInstanceNotActiveException ex) {
			return "";
		}
	}

}
