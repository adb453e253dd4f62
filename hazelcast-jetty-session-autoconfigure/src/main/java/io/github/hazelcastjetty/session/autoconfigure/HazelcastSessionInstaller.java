package io.github.hazelcastjetty.session.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.metrics.StartupStep;

import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.SessionStoreDescription;

/**
 * Puts the session manager into each Jetty server that the application creates, waits for
 * Hazelcast before the first request, and stops the manager after the last request but
 * before Hazelcast. The manager, and Hazelcast with it, does not exist before there is a
 * server.
 */
final class HazelcastSessionInstaller
		implements WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory>, SmartLifecycle, Ordered {

	static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

	private static final Log logger = LogFactory.getLog(HazelcastSessionInstaller.class);

	private final ConfigurableApplicationContext applicationContext;

	private final ObjectProvider<HazelcastSessionManager> managers;

	private final SpringSession springSession;

	private volatile @Nullable HazelcastSessionManager installed;

	private boolean awaited;

	private volatile boolean running;

	HazelcastSessionInstaller(ConfigurableApplicationContext applicationContext,
			ObjectProvider<HazelcastSessionManager> managers) {
		this.applicationContext = applicationContext;
		this.managers = managers;
		this.springSession = new SpringSession(applicationContext.getBeanFactory());
	}

	@Override
	public void customize(ConfigurableJettyWebServerFactory factory) {
		factory.addServerCustomizers(this::install);
	}

	private void install(Server server) {
		if (this.springSession.keepsSessions()) {
			return;
		}
		HazelcastSessionManager manager = this.managers.getObject();
		manager.install(server);
		this.installed = manager;
	}

	/**
	 * Return the session manager.
	 * @return the manager, or {@code null} if there was no server yet
	 */
	@Nullable HazelcastSessionManager installed() {
		return this.installed;
	}

	/**
	 * Wait for Hazelcast, which starts while the application context goes on, before the
	 * servers accept requests.
	 */
	@Override
	public void start() {
		if (this.installed != null && !this.awaited) {
			StartupStep step = this.applicationContext.getApplicationStartup().start("jetty.sessions.start");
			try {
				awaitStore(step);
				this.awaited = true;
			}
			finally {
				step.end();
			}
		}
		this.running = true;
	}

	private void awaitStore(StartupStep step) {
		ConfigurableListableBeanFactory beanFactory = this.applicationContext.getBeanFactory();
		if (beanFactory.getSingleton(
				HazelcastJettySessionAutoConfiguration.STORE_BEAN_NAME) instanceof DeferredSessionStore store) {
			store.awaitOpen();
		}
		SessionStoreDescription where = StoreDescriber.find(beanFactory);
		if (where != null) {
			step.tag("mode", where.mode())
				.tag("cluster", where.cluster())
				.tag("map", where.map())
				.tag("strategy", where.strategy())
				.tag("versions", where.versions().toString());
		}
	}

	/**
	 * Stop on a thread of its own: a cluster that does not answer, or an attribute that
	 * does not come back from being told, holds up the end of the application for no
	 * longer than Spring waits for a phase.
	 */
	@Override
	public void stop(Runnable callback) {
		Thread thread = new Thread(() -> {
			try {
				stop();
			}
			catch (RuntimeException ex) {
				logger.warn("The sessions were not stopped properly", ex);
			}
			finally {
				callback.run();
			}
		}, "hazelcast-jetty-session-stop");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void stop() {
		this.running = false;
		HazelcastSessionManager manager = this.installed;
		if (manager == null) {
			return;
		}
		if (this.applicationContext.isClosed()) {
			manager.stop();
		}
		else {
			// The application may be started again
			manager.flush();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
