package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HazelcastJettySessionProperties}.
 */
class HazelcastJettySessionPropertiesTests {

	@Test
	void defaults() {
		HazelcastJettySessionProperties properties = new HazelcastJettySessionProperties();
		assertThat(properties.isEnabled()).isTrue();
		assertThat(properties.getConfigLocation()).isNull();
		assertThat(properties.isClientOnly()).isFalse();
		assertThat(properties.getInstanceName()).isNull();
		assertThat(properties.getMembers()).isEmpty();
		assertThat(properties.getClusterName()).isNull();
		assertThat(properties.getPort()).isNull();
		assertThat(properties.getMapName()).isNull();
		assertThat(properties.getBackupCount()).isOne();
		assertThat(properties.getWorkerName()).isNull();
		assertThat(properties.isSticky()).isFalse();
		assertThat(properties.getStalePeriod()).isNull();
		assertThat(properties.getSavePeriod()).isEqualTo(SavePeriod.REQUEST_END);
		assertThat(properties.getCleanUpPeriod()).isEqualTo(Duration.ofSeconds(60));
		assertThat(properties.getOperationTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.getCache().getMaxIdle()).isEqualTo(Duration.ofMinutes(30));
		assertThat(properties.getCache().getMaxSessions()).isZero();
		assertThat(properties.getSerialization().getAllow()).isEmpty();
		assertThat(properties.getSerialization().getFilter()).isEqualTo(SerializationFilter.DEFAULT);
		assertThat(properties.getSerialization().getCheck()).isNull();
		assertThat(properties.getSerialization().getImmutable()).isEmpty();
		assertThat(properties.getSerialization().getWarnSize()).isEqualTo(DataSize.ofKilobytes(512));
	}

	@Test
	void instance() {
		HazelcastJettySessionProperties properties = bind(Map.of("enabled", "false", "config-location",
				"classpath:hazelcast.xml", "client-only", "true", "instance-name", "grid"));
		assertThat(properties.isEnabled()).isFalse();
		assertThat(properties.getConfigLocation()).isEqualTo("classpath:hazelcast.xml");
		assertThat(properties.isClientOnly()).isTrue();
		assertThat(properties.getInstanceName()).isEqualTo("grid");
	}

	@Test
	void cluster() {
		HazelcastJettySessionProperties properties = bind(
				Map.of("members", "10.0.0.1,node2:5711", "cluster-name", "shop", "port", "5801"));
		assertThat(properties.getMembers()).containsExactly("10.0.0.1", "node2:5711");
		assertThat(properties.getClusterName()).isEqualTo("shop");
		assertThat(properties.getPort()).isEqualTo(5801);
	}

	@Test
	void membersAsList() {
		assertThat(bind(Map.of("members[0]", "a:1", "members[1]", "b")).getMembers()).containsExactly("a:1", "b");
	}

	@Test
	void map() {
		HazelcastJettySessionProperties properties = bind(Map.of("map-name", "carts", "backup-count", "2"));
		assertThat(properties.getMapName()).isEqualTo("carts");
		assertThat(properties.getBackupCount()).isEqualTo(2);
	}

	@Test
	void balancer() {
		HazelcastJettySessionProperties properties = bind(Map.of("worker-name", "node1", "sticky", "true"));
		assertThat(properties.getWorkerName()).isEqualTo("node1");
		assertThat(properties.isSticky()).isTrue();
	}

	@Test
	void plainNumbersKeepTheOldUnits() {
		HazelcastJettySessionProperties properties = bind(Map.of("stale-period", "7", "save-period", "10",
				"clean-up-period", "30000", "operation-timeout", "2000", "cache.max-idle", "60000"));
		assertThat(properties.getStalePeriod()).isEqualTo(Duration.ofSeconds(7));
		assertThat(properties.getSavePeriod().getNumber()).isEqualTo(10);
		assertThat(properties.getCleanUpPeriod()).isEqualTo(Duration.ofSeconds(30));
		assertThat(properties.getOperationTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(properties.getCache().getMaxIdle()).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void timesWithUnits() {
		HazelcastJettySessionProperties properties = bind(Map.of("stale-period", "1m", "save-period", "1m",
				"clean-up-period", "2m", "operation-timeout", "1500ms", "cache.max-idle", "1h"));
		assertThat(properties.getStalePeriod()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.getSavePeriod().getNumber()).isEqualTo(60);
		assertThat(properties.getCleanUpPeriod()).isEqualTo(Duration.ofMinutes(2));
		assertThat(properties.getOperationTimeout()).isEqualTo(Duration.ofMillis(1500));
		assertThat(properties.getCache().getMaxIdle()).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void negativeStalePeriod() {
		assertThat(bind(Map.of("stale-period", "-1")).getStalePeriod()).isEqualTo(Duration.ofSeconds(-1));
	}

	@Test
	void savePeriodAsNumberObject() {
		assertThat(bind(Map.of("save-period", -2)).getSavePeriod()).isEqualTo(SavePeriod.ATTRIBUTE_CHANGE);
	}

	@Test
	void savePeriodAsName() {
		assertThat(bind(Map.of("save-period", "request-end-if-set")).getSavePeriod())
			.isEqualTo(SavePeriod.REQUEST_END_IF_SET);
	}

	@Test
	void cacheAndSerialization() {
		HazelcastJettySessionProperties properties = bind(Map.of("cache.max-sessions", "1000", "serialization.allow",
				"com.example.**,com.acme.Cart", "serialization.immutable", "com.example.Money,com.acme.Price",
				"serialization.warn-size", "100KB"));
		assertThat(properties.getCache().getMaxSessions()).isEqualTo(1000);
		assertThat(properties.getSerialization().getAllow()).isEqualTo(List.of("com.example.**", "com.acme.Cart"));
		assertThat(properties.getSerialization().getImmutable())
			.isEqualTo(List.of("com.example.Money", "com.acme.Price"));
		assertThat(properties.getSerialization().getWarnSize()).isEqualTo(DataSize.ofKilobytes(100));
		assertThat(bind(Map.of("serialization.warn-size", "100")).getSerialization().getWarnSize())
			.isEqualTo(DataSize.ofBytes(100));
	}

	private static HazelcastJettySessionProperties bind(Map<String, Object> values) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		values.forEach((key, value) -> source.put(HazelcastJettySessionProperties.PREFIX + "." + key, value));
		return new Binder(source).bind(HazelcastJettySessionProperties.PREFIX, HazelcastJettySessionProperties.class)
			.get();
	}

}
