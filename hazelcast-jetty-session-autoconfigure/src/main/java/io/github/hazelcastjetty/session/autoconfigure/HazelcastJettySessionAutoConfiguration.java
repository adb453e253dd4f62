package io.github.hazelcastjetty.session.autoconfigure;

import java.io.ObjectInputFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import com.hazelcast.core.HazelcastInstance;
import jakarta.servlet.ServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.nosql.NoSqlSessionDataStore;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWarDeployment;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastConfigCustomizer;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastConnectionDetails;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCheck;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.EncryptionKeys;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.jetty.SessionExtensions;
import io.github.hazelcastjetty.session.persistence.JdbcSessionPersistence;
import io.github.hazelcastjetty.session.store.ClusteredSessions;
import io.github.hazelcastjetty.session.store.SessionCallObserver;
import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;
import io.github.hazelcastjetty.session.store.SessionStatistics;
import io.github.hazelcastjetty.session.store.SessionStore;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that keeps the sessions of embedded
 * Jetty in Hazelcast. The beans that need Hazelcast are lazy, so that none is started
 * before a Jetty server asks for it.
 *
 * @since 1.0.0
 */
@AutoConfiguration(afterName = { "org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration",
		"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
		"org.springframework.boot.session.autoconfigure.SessionAutoConfiguration",
		"org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration",
		"org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration",
		"org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration" })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBooleanProperty(prefix = HazelcastJettySessionProperties.PREFIX, name = "enabled", matchIfMissing = true)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnNotWarDeployment
@ConditionalOnClass({ ServletRequest.class, Server.class, ServletContextHandler.class, NoSqlSessionDataStore.class,
		HazelcastInstance.class, ServletWebServerFactory.class, JettyServletWebServerFactory.class })
@Conditional(OnJettyServerCondition.class)
@ConditionalOnMissingBean(type = SpringSession.REPOSITORY)
@EnableConfigurationProperties(HazelcastJettySessionProperties.class)
public final class HazelcastJettySessionAutoConfiguration {

	static final String INSTANCE_BEAN_NAME = "hazelcastJettySessionInstance";

	static final String HAZELCAST_BEAN_NAME = "hazelcastJettySessionHazelcast";

	static final String STORE_BEAN_NAME = "hazelcastJettySessionStore";

	static final String OPTIONS_BEAN_NAME = "hazelcastJettySessionOptions";

	@Bean
	HazelcastSessionInstaller hazelcastJettySessionInstaller(ConfigurableApplicationContext applicationContext,
			ObjectProvider<HazelcastSessionManager> managers) {
		return new HazelcastSessionInstaller(applicationContext, managers);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionStatistics hazelcastJettySessionStatistics() {
		return new SessionStatistics();
	}

	@Bean
	@ConditionalOnMissingBean(ClusteredSessions.class)
	LazySessions hazelcastJettySessionClusteredSessions(ObjectProvider<HazelcastSessionManager> managers) {
		return new LazySessions(managers);
	}

	@Bean(name = OPTIONS_BEAN_NAME)
	@Lazy
	SessionOptions hazelcastJettySessionOptions(HazelcastJettySessionProperties properties, Environment environment,
			ConfigurableListableBeanFactory beanFactory) {
		return new SessionOptions(properties, environment, mainClass(beanFactory));
	}

	private @Nullable String mainClass(ConfigurableListableBeanFactory beanFactory) {
		String[] names = beanFactory.getBeanNamesForAnnotation(SpringBootConfiguration.class);
		Class<?> type = (names.length > 0) ? beanFactory.getType(names[0], false) : null;
		return (type != null) ? ClassUtils.getUserClass(type).getName() : null;
	}

	@Bean
	@Lazy
	SessionPersistence hazelcastJettySessionPersistence(SessionOptions options,
			ObjectProvider<JdbcSessionPersistence> jdbc, ListableBeanFactory beanFactory) {
		if (!options.isPersistent()) {
			return SessionPersistence.NONE;
		}
		JdbcSessionPersistence persistence = jdbc.getIfAvailable();
		if (persistence == null) {
			throw new SessionDataSourceException(
					List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, DataSource.class)));
		}
		return new SessionPersistence(persistence);
	}

	@Bean
	@Lazy
	@Conditional(OnDedicatedInstanceCondition.class)
	DedicatedInstance hazelcastJettySessionDedicatedInstance(SessionOptions options, ResourceLoader resourceLoader,
			SessionPersistence persistence, ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<ClientConfigSource> connections,
			ObjectProvider<SessionMemberConfigCustomizer> memberCustomizers,
			ObjectProvider<SessionClientConfigCustomizer> clientCustomizers,
			ObjectProvider<SessionMapConfigCustomizer> mapCustomizers) {
		InstanceConfigs configs = new InstanceConfigs(options, resourceLoader,
				connections.getIfAvailable(() -> () -> null), memberCustomizers.orderedStream().toList(),
				clientCustomizers.orderedStream().toList(), persistence);
		boolean keepable = mapCustomizers.stream().findAny().isEmpty();
		return new DedicatedInstanceFactory(configs, keepable ? Restarts.find(beanFactory) : null).create();
	}

	@Bean(name = INSTANCE_BEAN_NAME, defaultCandidate = false, destroyMethod = "")
	@Lazy
	@Conditional(OnDedicatedInstanceCondition.class)
	HazelcastInstance hazelcastJettySessionInstance(DedicatedInstance dedicated) {
		return Waiting.forResult(dedicated.starting());
	}

	@Bean(name = HAZELCAST_BEAN_NAME)
	@Lazy
	SessionHazelcast hazelcastJettySessionHazelcast(SessionOptions options, ObjectProvider<DedicatedInstance> dedicated,
			ConfigurableListableBeanFactory beanFactory) {
		DedicatedInstance ours = dedicated.getIfAvailable();
		return (ours != null) ? new SessionHazelcast(ours.starting(), true)
				: SessionHazelcast.existing(new ExistingInstances(beanFactory).select(options.instanceName()));
	}

	@Bean(name = STORE_BEAN_NAME)
	@Lazy
	@ConditionalOnMissingBean(SessionStore.class)
	DeferredSessionStore hazelcastJettySessionStore(SessionOptions options, SessionHazelcast hazelcast,
			SessionPersistence persistence, ObjectProvider<SessionMapConfigCustomizer> customizers,
			ObjectProvider<ServerProperties> serverProperties) {
		return new SessionStoreFactory(options, customizers.orderedStream().toList(), persistence).create(hazelcast,
				sessionTimeout(serverProperties));
	}

	private Duration sessionTimeout(ObjectProvider<ServerProperties> serverProperties) {
		ServerProperties properties = serverProperties.getIfAvailable(ServerProperties::new);
		Duration timeout = properties.getServlet().getSession().getTimeout();
		return (timeout != null && timeout.toSeconds() > 0) ? timeout : Duration.ZERO;
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(AttributeCodec.class)
	JavaAttributeCodec hazelcastJettySessionAttributeCodec(SessionOptions options, BeanFactory beanFactory) {
		return new JavaAttributeCodec(filter(options, beanFactory));
	}

	private ObjectInputFilter filter(SessionOptions options, BeanFactory beanFactory) {
		List<String> allowed = new ArrayList<>(options.allowedClasses());
		if (AutoConfigurationPackages.has(beanFactory)) {
			AutoConfigurationPackages.get(beanFactory)
				.stream()
				.filter(StringUtils::hasText)
				.map((name) -> name + ".**")
				.forEach(allowed::add);
		}
		return AllowedClasses.filter(allowed);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	AttributeCipher hazelcastJettySessionAttributeCipher(SessionOptions options, ObjectProvider<EncryptionKeys> keys) {
		return new AttributeCipherFactory(options).create(keys.getIfAvailable());
	}

	@Bean(destroyMethod = "stop")
	@Lazy
	@ConditionalOnMissingBean
	HazelcastSessionManager hazelcastJettySessionManager(AttributeCipher cipher, AttributeCodec codec,
			SessionOptions options, SessionStore store, ObjectProvider<SessionPrincipalResolver> principals,
			ObjectProvider<SessionCallObserver> calls, SessionStatistics statistics) {
		AttributeCheck check = (options.checksAttributes()) ? new AttributeCheck(codec) : null;
		SessionExtensions extensions = new SessionExtensions(
				principals.getIfAvailable(SessionPrincipalResolver::ofServer),
				calls.getIfAvailable(SessionCallObserver::none), statistics, options.passivePaths());
		return new HazelcastSessionManager(store, codec, cipher, options.settings(), check, extensions);
	}

	/**
	 * What Spring Boot's own Hazelcast module knows of instances.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HazelcastConnectionDetails.class)
	static class SpringBootHazelcastConfiguration {

		@Bean
		@Lazy
		ClientConfigSource hazelcastJettySessionConnections(ObjectProvider<HazelcastConnectionDetails> details) {
			return () -> {
				HazelcastConnectionDetails unique = details.getIfUnique();
				return (unique != null) ? unique.getClientConfig() : null;
			};
		}

		/**
		 * Spring Boot's own customizers are for the instance that it starts: they would
		 * tie ours to the beans of this application context.
		 */
		@Bean
		@Lazy
		@Order(Ordered.HIGHEST_PRECEDENCE)
		@ConditionalOnBean(HazelcastConfigCustomizer.class)
		@Nullable SessionMemberConfigCustomizer hazelcastJettySessionConfigCustomizers(
				ObjectProvider<HazelcastConfigCustomizer> customizers) {
			List<HazelcastConfigCustomizer> ofApplication = customizers.orderedStream()
				.filter((customizer) -> !customizer.getClass().getName().startsWith("org.springframework.boot."))
				.toList();
			return ofApplication.isEmpty() ? null
					: (config) -> ofApplication.forEach((customizer) -> customizer.customize(config));
		}

	}

}
