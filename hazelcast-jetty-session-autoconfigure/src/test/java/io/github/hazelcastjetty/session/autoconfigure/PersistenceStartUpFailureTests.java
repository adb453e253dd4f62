package io.github.hazelcastjetty.session.autoconfigure;

import javax.sql.DataSource;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MapStoreConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.MapStoreAdapter;
import org.h2.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import io.github.hazelcastjetty.session.persistence.JdbcMapStore;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a user reads when sessions cannot be kept in a database.
 */
@ExtendWith(OutputCaptureExtension.class)
class PersistenceStartUpFailureTests {

	private static final String JDBC = "--hazelcast.jetty.session.persistence=jdbc";

	private static final String NEVER = "--hazelcast.jetty.session.jdbc.initialize-schema=never";

	@AfterEach
	void check() {
		StartUpFailureTests.assertNothingIsLeftBehind();
	}

	@Test
	void noDataSource(CapturedOutput output) {
		StartUpFailureTests.fail(NoDatabaseConfiguration.class, JDBC);
		assertThat(output).contains("the application has no DataSource that Spring Boot knows")
			.contains("Add 'spring-boot-starter-jdbc' and a driver");
	}

	@Test
	void severalDataSources(CapturedOutput output) {
		StartUpFailureTests.fail(TwoDatabasesConfiguration.class, JDBC);
		assertThat(output)
			.containsPattern(
					"the application has several DataSource beans: (database, otherDatabase|otherDatabase, database)")
			.contains("Mark the one that is to keep the sessions as @Primary");
	}

	@Test
	void client(CapturedOutput output) {
		StartUpFailureTests.fail(DatabaseConfiguration.class, JDBC, "--hazelcast.jetty.session.client-only=true");
		assertThat(output)
			.contains("Invalid value 'jdbc' for configuration property 'hazelcast.jetty.session.persistence'")
			.contains("It cannot be combined with 'hazelcast.jetty.session.client-only'");
	}

	@Test
	void clientOfTheUser(CapturedOutput output) {
		StartUpFailureTests.fail(ClientConfiguration.class, JDBC);
		assertThat(output)
			.contains("Invalid value 'jdbc' for configuration property 'hazelcast.jetty.session.persistence'")
			.contains("The HazelcastInstance bean is a client");
	}

	@Test
	void unknownValue(CapturedOutput output) {
		StartUpFailureTests.fail(DatabaseConfiguration.class, "--hazelcast.jetty.session.persistence=cassandra");
		assertThat(output).contains("hazelcast.jetty.session.persistence").contains("cassandra").contains("JDBC");
	}

	@Test
	void tableThatIsNotThere(CapturedOutput output) {
		StartUpFailureTests.fail(DatabaseConfiguration.class, JDBC, NEVER);
		assertThat(output)
			.contains("The table 'JETTY_SESSIONS' cannot keep sessions: Table \"JETTY_SESSIONS\" not found")
			.contains("setting 'hazelcast.jetty.session.jdbc.initialize-schema' to 'always'");
	}

	@Test
	void nameThatIsNone(CapturedOutput output) {
		StartUpFailureTests.fail(DatabaseConfiguration.class, JDBC,
				"--hazelcast.jetty.session.jdbc.table-name=T; DROP TABLE USERS");
		assertThat(output).contains("hazelcast.jetty.session.jdbc.table-name")
			.contains("Use letters, digits and underscores");
	}

	@Test
	void negativeDelay(CapturedOutput output) {
		StartUpFailureTests.fail(DatabaseConfiguration.class, JDBC, "--hazelcast.jetty.session.jdbc.write-delay=-1");
		assertThat(output).contains("hazelcast.jetty.session.jdbc.write-delay").contains("Use a number of seconds");
	}

	@Test
	void mapWithAnotherStore(CapturedOutput output) {
		StartUpFailureTests.fail(OtherStoreConfiguration.class, JDBC);
		assertThat(output).contains("The map 'jetty-sessions-failing' cannot hold sessions as it is configured by")
			.contains("map-store: it has another one (" + OtherStore.class.getName() + ")");
	}

	@Test
	void mapWithAConfigurationOfItsOwn(CapturedOutput output) {
		StartUpFailureTests.fail(FixedMapConfiguration.class, JDBC);
		assertThat(output).contains("The map 'jetty-sessions-failing' cannot hold sessions as it is configured by")
			.contains("the member's map configuration 'jetty-*'")
			.contains("no map-store: sessions would not be kept in the database");
	}

	@Test
	void customizerWithAnotherStore(CapturedOutput output) {
		StartUpFailureTests.fail(CustomizerConfiguration.class, JDBC);
		assertThat(output).contains("map-store: it has another one (" + OtherStore.class.getName() + ")");
	}

	@Test
	void nodeWithoutPersistenceAmongOthers(CapturedOutput output) {
		StartUpFailureTests.fail(PersistentClusterConfiguration.class);
		assertThat(output)
			.contains("Invalid value 'none' for configuration property 'hazelcast.jetty.session.persistence'")
			.contains("Other nodes of the cluster 'failing' keep the sessions in a database");
	}

	private static MapStoreConfig otherStore() {
		return new MapStoreConfig().setEnabled(true).setClassName(OtherStore.class.getName());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JettyServletWebServerAutoConfiguration.class, HazelcastAutoConfiguration.class,
			HazelcastJettySessionAutoConfiguration.class, HazelcastJettySessionJdbcAutoConfiguration.class })
	static class NoDatabaseConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class DatabaseConfiguration extends NoDatabaseConfiguration {

		@Bean
		DataSource database() {
			return new SimpleDriverDataSource(new Driver(), "jdbc:h2:mem:");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDatabasesConfiguration extends DatabaseConfiguration {

		@Bean
		DataSource otherDatabase() {
			return database();
		}

	}

	/**
	 * A table is there as long as a connection is.
	 */
	@Configuration(proxyBeanMethods = false)
	static class LastingDatabaseConfiguration extends NoDatabaseConfiguration {

		@Bean
		DataSource database() {
			return new SimpleDriverDataSource(new Driver(), "jdbc:h2:mem:failing;DB_CLOSE_DELAY=-1");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClientConfiguration extends LastingDatabaseConfiguration {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance server() {
			return TestMembers.start("failing");
		}

		@Bean(destroyMethod = "shutdown")
		@SessionHazelcastInstance
		HazelcastInstance client(HazelcastInstance server) {
			ClientConfig config = new ClientConfig().setClusterName("failing");
			config.getNetworkConfig().addAddress("127.0.0.1:" + TestMembers.port(server));
			return HazelcastClient.newHazelcastClient(config);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherStoreConfiguration extends LastingDatabaseConfiguration {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance member() {
			Config config = TestMembers.config("failing");
			config.addMapConfig(new MapConfig("jetty-sessions-failing").setMapStoreConfig(otherStore()));
			return Hazelcast.newHazelcastInstance(config);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FixedMapConfiguration extends LastingDatabaseConfiguration {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance member() {
			return Hazelcast.newHazelcastInstance(TestMembers.config("failing").addMapConfig(new MapConfig("jetty-*")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration extends LastingDatabaseConfiguration {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance member() {
			return TestMembers.start("failing");
		}

		@Bean
		SessionMapConfigCustomizer otherStoreCustomizer() {
			return (mapConfig) -> mapConfig.setMapStoreConfig(otherStore());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PersistentClusterConfiguration extends NoDatabaseConfiguration {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance member() {
			HazelcastInstance member = TestMembers.start("failing");
			MapStoreConfig store = new MapStoreConfig().setEnabled(true).setClassName(JdbcMapStore.class.getName());
			member.getConfig().addMapConfig(new MapConfig("jetty-sessions-failing").setMapStoreConfig(store));
			return member;
		}

	}

	/**
	 * A store of the user's.
	 */
	public static final class OtherStore extends MapStoreAdapter<Object, Object> {

	}

}
