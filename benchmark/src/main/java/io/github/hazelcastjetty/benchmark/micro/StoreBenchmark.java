package io.github.hazelcastjetty.benchmark.micro;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.github.hazelcastjetty.session.hazelcast.HazelcastSessionStore;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * The store of two members, the other of which is in the same virtual machine: a session
 * is checked, changed and loaded. Members reach each other by the loopback.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StoreBenchmark {

	private static final Duration TIMEOUT = Duration.ofMinutes(30);

	private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

	private static final String MAP = "sessions";

	private static final int ATTRIBUTES = 9;

	private static final int SECRET_LENGTH = 16;

	/** The size of the session in bytes. */
	@Param({ "2048", "65536" })
	private int size;

	/** Whether the member that is asked keeps the session itself. */
	@Param({ "true", "false" })
	private boolean local;

	private @Nullable HazelcastInstance one;

	private @Nullable HazelcastInstance other;

	private @Nullable HazelcastSessionStore opened;

	private SessionKey key = SessionKey.of("none");

	private @Nullable SessionRecord stored;

	private long changes;

	/**
	 * Start the members and store the session.
	 */
	@Setup
	public void start() {
		String cluster = "micro-" + UUID.randomUUID();
		this.one = Hazelcast.newHazelcastInstance(config(cluster));
		this.other = Hazelcast.newHazelcastInstance(config(cluster));
		SessionMaps.prepare(this.one, MAP, 1, TIMEOUT, false, (config) -> {
		});
		HazelcastSessionStore store = new HazelcastSessionStore(this.one, MAP, CALL_LIMIT);
		this.opened = store;
		do {
			this.key = SessionKey.of(UUID.randomUUID().toString());
		}
		while (store.isLocal(this.key) != this.local);
		Map<String, EncodedAttribute> attributes = new HashMap<>();
		for (int i = 0; i < ATTRIBUTES; i++) {
			attributes.put("bulky" + i, new EncodedAttribute(new byte[this.size / ATTRIBUTES], false));
		}
		attributes.put("small", small());
		this.stored = store.insert(this.key, new byte[SECRET_LENGTH],
				SessionDelta.of(attributes, Set.of(), times(), false));
	}

	private static Config config(String cluster) {
		Config config = new Config();
		config.setClusterName(cluster);
		config.setProperty("hazelcast.phone.home.enabled", "false");
		config.setProperty("hazelcast.socket.bind.any", "false");
		config.setProperty("hazelcast.logging.type", "none");
		config.setProperty("hazelcast.shutdownhook.enabled", "false");
		config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		JoinConfig join = config.getNetworkConfig().getJoin();
		join.getAutoDetectionConfig().setEnabled(false);
		join.getMulticastConfig().setEnabled(false);
		join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1");
		return config;
	}

	private static SessionTimes times() {
		Instant now = Instant.now();
		return new SessionTimes(now, now, now, TIMEOUT, now.plus(TIMEOUT), null);
	}

	private EncodedAttribute small() {
		String value = "x".repeat(90) + this.changes++;
		return new EncodedAttribute(value.getBytes(StandardCharsets.US_ASCII), false);
	}

	private HazelcastSessionStore store() {
		return there(this.opened);
	}

	private static <T> T there(@Nullable T value) {
		if (value == null) {
			throw new IllegalStateException("The session has gone");
		}
		return value;
	}

	/**
	 * End the members.
	 */
	@TearDown
	public void stop() {
		store().close();
		there(this.one).getLifecycleService().terminate();
		there(this.other).getLifecycleService().terminate();
	}

	/**
	 * Look whether a copy is still right.
	 * @return the session
	 */
	@Benchmark
	public SessionRecord check() {
		return there(store().find(this.key, this.stored));
	}

	/**
	 * Change one small attribute.
	 * @return the session
	 */
	@Benchmark
	public SessionRecord change() {
		SessionRecord known = there(this.stored);
		SessionDelta delta = SessionDelta.of(Map.of("small", small()), Set.of(), times(), false);
		SessionRecord changed = there(store().update(this.key, known, delta));
		this.stored = changed;
		return changed;
	}

	/**
	 * Load a session that the node has no copy of, with all of its attributes.
	 * @return the values that are stored apart from the session
	 */
	@Benchmark
	public Map<String, byte[]> load() {
		SessionRecord record = there(store().find(this.key, null));
		Set<String> apart = record.attributes()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() instanceof StoredAttribute.Apart)
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
		return apart.isEmpty() ? Map.of() : store().readApart(this.key, record, apart);
	}

}
