package io.github.hazelcastjetty.sample.cluster;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hazelcast.aggregation.Aggregators;
import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.EntryView;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.projection.Projections;
import com.hazelcast.query.Predicates;
import com.hazelcast.version.MemberVersion;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of the cluster from outside, through a plain Hazelcast client
 * that has none of our classes: names of maps, their sizes and keys are part of what the
 * product promises.
 */
final class ClusterContents implements AutoCloseable {

	private static final String MAP = "jetty-sessions-";

	private static final String APPLICATION = "sample-app";

	private static final int NAME_LENGTH = 16;

	private static final int CONNECT_LIMIT_MILLIS = 60_000;

	private final String clusterName;

	private final List<String> members;

	private @Nullable HazelcastInstance client;

	ClusterContents(String clusterName, List<String> members) {
		this.clusterName = clusterName;
		this.members = List.copyOf(members);
	}

	/**
	 * How many members the cluster has, 0 if it is not reached.
	 */
	int members() {
		return client().getCluster().getMembers().size();
	}

	/**
	 * The version of Hazelcast of each member.
	 */
	List<String> versions() {
		return client().getCluster().getMembers().stream().map((member) -> {
			MemberVersion version = member.getVersion();
			return version.getMajor() + "." + version.getMinor() + "." + version.getPatch();
		}).toList();
	}

	int sessions() {
		return sessions(APPLICATION);
	}

	int sessions(String application) {
		return client().getMap(MAP + application).size();
	}

	/**
	 * How many large attributes are kept beside the sessions.
	 */
	int attributes() {
		return client().getMap(MAP + APPLICATION + "-attributes").size();
	}

	/**
	 * The ids of all sessions, unless they are encrypted.
	 */
	Set<String> sessionIds() {
		return client().getMap(MAP + APPLICATION)
			.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + ((HeadAsStored) entry.getValue()).secret())
			.collect(Collectors.toSet());
	}

	/**
	 * The name of the session with an id.
	 */
	static String name(String id) {
		return (id.length() > NAME_LENGTH) ? id.substring(0, NAME_LENGTH) : id;
	}

	/**
	 * How many large attributes are kept of sessions that once had certain ids.
	 */
	long attributesOf(Collection<String> ids) {
		return client().getMap(MAP + APPLICATION + "-attributes")
			.aggregate(Aggregators.count(), Predicates.in("__key.session",
					ids.stream().map(ClusterContents::name).distinct().toArray(String[]::new)));
	}

	boolean hasSession(@Nullable String id) {
		HeadAsStored head = (id != null) ? (HeadAsStored) client().getMap(MAP + APPLICATION).get(name(id)) : null;
		return head != null && (name(id) + head.secret()).equals(id);
	}

	/**
	 * The number of the last change of a session.
	 */
	long version(@Nullable String id) {
		return head(id).version();
	}

	/**
	 * When a session times out, in milliseconds since 1970.
	 */
	long expiry(@Nullable String id) {
		return head(id).expiry();
	}

	/**
	 * When Hazelcast forgets a session, in milliseconds since 1970.
	 */
	long expirationTime(@Nullable String id) {
		EntryView<Object, Object> view = client().getMap(MAP + APPLICATION)
			.getEntryView(name(Objects.requireNonNull(id)));
		return Objects.requireNonNull(view).getExpirationTime();
	}

	/**
	 * Everything that the cluster keeps of sessions, bytes as Latin-1.
	 */
	String dump() {
		StringBuilder dump = new StringBuilder();
		for (String map : List.of(MAP + APPLICATION, MAP + APPLICATION + "-attributes")) {
			client().getMap(map).forEach((key, value) -> dump.append(text(key)).append(text(value)).append('\n'));
		}
		return dump.toString();
	}

	private static String text(@Nullable Object stored) {
		if (stored instanceof byte[] bytes) {
			return latin(bytes);
		}
		if (stored != null && stored.getClass().isRecord()) {
			return Stream.of(stored.getClass().getRecordComponents())
				.map((component) -> component.getName() + "=" + text(value(stored, component)))
				.collect(Collectors.joining(" "));
		}
		return String.valueOf(stored);
	}

	private static @Nullable Object value(Object entry, RecordComponent component) {
		try {
			component.getAccessor().setAccessible(true);
			return component.getAccessor().invoke(entry);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The body of a session's head, as it is stored.
	 */
	byte[] body(String id) {
		return head(id).body();
	}

	/**
	 * A number that a session has in a field of its own, 0 if it has no such field.
	 */
	long number(@Nullable String id, int tag) {
		byte[] field = head(id).field(tag);
		return (field != null) ? HeadAsStored.number(ByteBuffer.wrap(field)) : 0;
	}

	/**
	 * Puts other bytes in the place of as many that a session holds, as somebody could
	 * who has got into the cluster.
	 */
	void forge(String id, byte[] present, byte[] forged) {
		HeadAsStored head = head(id);
		String body = latin(head.body());
		if (present.length != forged.length || !body.contains(latin(present))) {
			throw new IllegalArgumentException("The session does not hold that");
		}
		byte[] other = body.replace(latin(present), latin(forged)).getBytes(StandardCharsets.ISO_8859_1);
		client().getMap(MAP + APPLICATION).set(name(id), head.with(other));
	}

	/**
	 * Puts an object in the place of a session.
	 */
	void replace(String id, Object other) {
		putByHand(MAP + APPLICATION, name(id), other);
	}

	/**
	 * Puts an object in the place of each large attribute of a session.
	 */
	void replaceAttributes(String id, Object other) {
		client().getMap(MAP + APPLICATION + "-attributes")
			.keySet(Predicates.equal("__key.session", name(id)))
			.forEach((key) -> putByHand(MAP + APPLICATION + "-attributes", key, other));
	}

	private void putByHand(String map, Object key, Object value) {
		try {
			client().getMap(map).set(key, value);
		}
		catch (RuntimeException ex) {
			// The owner has stored it, but finds nothing in it for its indexes
		}
	}

	/**
	 * Tells the nodes an object instead of a notice.
	 */
	void publish(Object notice) {
		client().getTopic(MAP + APPLICATION + "-notices").publish(notice);
	}

	/**
	 * Deserializes what is in the place of a session.
	 */
	@Nullable Object value(String id) {
		return client().getMap(MAP + APPLICATION).get(name(id));
	}

	private HeadAsStored head(@Nullable String id) {
		return (HeadAsStored) Objects
			.requireNonNull(client().getMap(MAP + APPLICATION).get(name(Objects.requireNonNull(id))));
	}

	private static String latin(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	/**
	 * The names of all sessions, claimed ones among them.
	 */
	List<String> names() {
		return client().getMap(MAP + APPLICATION).keySet().stream().map(Object::toString).toList();
	}

	/**
	 * The head of a session, or {@code null} if there is none.
	 */
	@Nullable StoredSession stored(@Nullable String id) {
		return client().getMap(MAP + APPLICATION)
			.<Object[]>project(Projections.multiAttribute(StoredSession.fields()),
					Predicates.equal("__key", name(Objects.requireNonNull(id))))
			.stream()
			.map(StoredSession::of)
			.findFirst()
			.orElse(null);
	}

	/**
	 * How long an entry lives without another write, in milliseconds.
	 */
	long timeToLive(@Nullable String id) {
		return client().getMap(MAP + APPLICATION).getEntryView(name(Objects.requireNonNull(id))).getTtl();
	}

	/**
	 * How many large attributes are kept of a session.
	 */
	int attributes(@Nullable String id) {
		return client().getMap(MAP + APPLICATION + "-attributes")
			.keySet(Predicates.equal("__key.session", name(Objects.requireNonNull(id))))
			.size();
	}

	@Override
	public synchronized void close() {
		if (this.client != null) {
			this.client.shutdown();
			this.client = null;
		}
	}

	private synchronized HazelcastInstance client() {
		if (this.client == null) {
			ClientConfig config = new ClientConfig();
			config.setClusterName(this.clusterName);
			config.getSerializationConfig()
				.getCompactSerializationConfig()
				.addSerializer(new HeadAsStored.Serializer());
			config.setProperty("hazelcast.logging.type", "slf4j");
			config.getNetworkConfig().setAddresses(this.members);
			// The member that is asked may just be ended by a test
			config.getNetworkConfig().setRedoOperation(true);
			config.getConnectionStrategyConfig()
				.getConnectionRetryConfig()
				.setClusterConnectTimeoutMillis(CONNECT_LIMIT_MILLIS);
			this.client = HazelcastClient.newHazelcastClient(config);
		}
		return this.client;
	}

}
