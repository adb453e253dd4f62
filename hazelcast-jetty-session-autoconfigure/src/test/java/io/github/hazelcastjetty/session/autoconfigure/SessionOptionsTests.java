package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionOptions}.
 */
class SessionOptionsTests {

	private final HazelcastJettySessionProperties properties = new HazelcastJettySessionProperties();

	private final MockEnvironment environment = new MockEnvironment();

	private String mainClass;

	@Test
	void filterAndAllowedClassesAreOneList() {
		this.properties.getSerialization().setAllow(List.of("com.example.Cart"));
		assertThat(options().allowedClasses()).contains("java.net.URL", "com.example.Cart");
		this.properties.getSerialization().setFilter(SerializationFilter.STRICT);
		assertThat(options().allowedClasses()).contains("java.util.*", "com.example.Cart")
			.doesNotContain("java.net.URL");
	}

	@Test
	void attributesAreCheckedInTestsUnlessThatIsSwitchedOff() {
		assertThat(options().checksAttributes()).isTrue();
		this.properties.getSerialization().setCheck(false);
		assertThat(options().checksAttributes()).isFalse();
	}

	@Test
	void namesComeFromTheApplication() {
		this.environment.setProperty("spring.application.name", "shop");
		SessionOptions options = options();
		assertThat(options.mapName()).isEqualTo("jetty-sessions-shop");
		assertThat(options.clusterName()).isEqualTo("shop");
		assertThat(options.isMapUnnamed()).isFalse();
	}

	@Test
	void namesOfAnApplicationWithoutName() {
		SessionOptions options = options();
		assertThat(options.mapName()).isEqualTo("jetty-sessions-application");
		assertThat(options.clusterName()).isEqualTo("application");
		assertThat(options.isMapUnnamed()).isTrue();
	}

	@Test
	void membersOfAnApplicationWithoutNameAreToldApartByItsClass() {
		this.mainClass = "com.example.ShopApplication";
		assertThat(options().clusterName()).isEqualTo("com.example.ShopApplication");
		this.properties.setClientOnly(true);
		assertThat(options().clusterName()).isEqualTo("application");
		this.environment.setProperty("spring.application.name", "shop");
		assertThat(options().clusterName()).isEqualTo("shop");
	}

	@Test
	void explicitNames() {
		this.properties.setMapName("carts");
		this.properties.setClusterName("grid");
		SessionOptions options = options();
		assertThat(options.mapName()).isEqualTo("carts");
		assertThat(options.clusterName()).isEqualTo("grid");
		assertThat(options.isMapUnnamed()).isFalse();
	}

	@Test
	void defaultSettings() {
		assertThat(options().settings())
			.isEqualTo(new SessionSettings("", false, Duration.ZERO, 0, Duration.ofSeconds(60), Duration.ofSeconds(5),
					Duration.ofMinutes(30), 0, Set.of(), DataSize.ofKilobytes(512).toBytes(), false));
	}

	@Test
	void stickySessionsAreTrustedForFiveSeconds() {
		this.properties.setSticky(true);
		assertThat(options().settings().stalePeriod()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void explicitSettings() {
		this.properties.setWorkerName("node1");
		this.properties.setSticky(true);
		this.properties.setStalePeriod(Duration.ofSeconds(-1));
		this.properties.setSavePeriod(SavePeriod.valueOf(10));
		this.properties.setCleanUpPeriod(Duration.ofSeconds(1));
		this.properties.setOperationTimeout(Duration.ofSeconds(2));
		this.properties.getCache().setMaxIdle(Duration.ofSeconds(3));
		this.properties.getCache().setMaxSessions(4);
		this.properties.getSerialization().setImmutable(List.of("com.example.Money"));
		this.properties.getSerialization().setWarnSize(DataSize.ofBytes(5));
		this.properties.getOutage().setWrites(OutageWrites.KEEP);
		assertThat(options().settings())
			.isEqualTo(new SessionSettings("node1", true, Duration.ofSeconds(-1), 10, Duration.ofSeconds(1),
					Duration.ofSeconds(2), Duration.ofSeconds(3), 4, Set.of("com.example.Money"), 5, true));
	}

	private SessionOptions options() {
		return new SessionOptions(this.properties, this.environment, this.mainClass);
	}

}
