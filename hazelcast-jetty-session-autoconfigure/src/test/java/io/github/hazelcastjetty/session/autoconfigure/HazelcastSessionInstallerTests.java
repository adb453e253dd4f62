package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import ch.qos.logback.classic.Level;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jetty.JettyServerCustomizer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizerBeanPostProcessor;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.Ordered;

import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.support.LogCapture;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link HazelcastSessionInstaller}.
 */
class HazelcastSessionInstallerTests {

	private static final Duration PHASE_TIMEOUT = Duration.ofSeconds(1);

	private final HazelcastSessionManager manager = mock(HazelcastSessionManager.class);

	private final AnnotationConfigServletWebServerApplicationContext context = new AnnotationConfigServletWebServerApplicationContext();

	@AfterEach
	void stop() {
		this.context.close();
		Hazelcast.shutdownAll();
	}

	@Test
	@SuppressWarnings("unchecked")
	void nothingHappensWithoutAServer() {
		ObjectProvider<HazelcastSessionManager> managers = mock(ObjectProvider.class);
		HazelcastSessionInstaller installer = new HazelcastSessionInstaller(this.context, managers);
		installer.start();
		installer.stop();
		assertThat(installer.isRunning()).isFalse();
		then(managers).shouldHaveNoInteractions();
	}

	@Test
	void managerIsInstalledInEachServer() {
		refresh();
		JettyServletWebServerFactory factory = this.context.getBean(JettyServletWebServerFactory.class);
		for (JettyServerCustomizer customizer : List.copyOf(factory.getServerCustomizers())) {
			customizer.customize(new Server());
		}
		then(this.manager).should(times(2)).install(any());
	}

	@Test
	void managerIsStoppedAfterTheServerButBeforeHazelcast() {
		List<String> seen = new ArrayList<>();
		refresh();
		int port = this.context.getWebServer().getPort();
		HazelcastInstance instance = this.context.getBean(HazelcastInstance.class);
		willAnswer((invocation) -> {
			seen.add("server " + (accepts(port) ? "accepts" : "refuses"));
			seen.add("Hazelcast " + (instance.getLifecycleService().isRunning() ? "runs" : "stopped"));
			return null;
		}).given(this.manager).stop();
		this.context.close();
		assertThat(seen).startsWith("server refuses", "Hazelcast runs");
		assertThat(instance.getLifecycleService().isRunning()).isFalse();
	}

	@Test
	void managerIsOnlyFlushedWhenTheApplicationIsPaused() {
		refresh();
		this.context.stop();
		then(this.manager).should().flush();
		then(this.manager).should(never()).stop();
		this.context.start();
		assertThat(accepts(this.context.getWebServer().getPort())).isTrue();
	}

	/**
	 * A cluster may be silent, and attributes that are told of the stop are the
	 * application's.
	 */
	@Test
	@Timeout(60)
	void managerThatDoesNotComeBackHoldsUpTheEndForOnePhaseOnly() throws InterruptedException {
		CountDownLatch stopping = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		willAnswer((invocation) -> {
			stopping.countDown();
			goOn.await();
			return null;
		}).given(this.manager).stop();
		refresh();
		HazelcastInstance instance = this.context.getBean(HazelcastInstance.class);
		this.context.close();
		assertThat(stopping.getCount()).isZero();
		assertThat(instance.getLifecycleService().isRunning()).isFalse();
		goOn.countDown();
	}

	@Test
	void managerThatFailsToStopDoesNotHoldUpTheEnd() {
		willThrow(new IllegalStateException("cannot be stopped")).given(this.manager).stop();
		refresh();
		try (LogCapture log = new LogCapture().capture(HazelcastSessionInstaller.class.getName(), Level.WARN)) {
			this.context.close();
			assertThat(log.lines()).singleElement()
				.asString()
				.contains("The sessions were not stopped properly")
				.contains("cannot be stopped");
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void stoppedAfterTheWebServer() {
		ObjectProvider<HazelcastSessionManager> managers = mock(ObjectProvider.class);
		HazelcastSessionInstaller installer = new HazelcastSessionInstaller(this.context, managers);
		assertThat(installer.getPhase()).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
		assertThat(installer.getOrder()).isEqualTo(Ordered.LOWEST_PRECEDENCE);
		assertThat(installer.isPauseable()).isFalse();
	}

	private void refresh() {
		this.context.registerBean(HazelcastSessionManager.class, () -> this.manager);
		this.context.register(ServerConfiguration.class);
		this.context.refresh();
	}

	private static boolean accepts(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (ConnectException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class ServerConfiguration {

		@Bean
		static WebServerFactoryCustomizerBeanPostProcessor postProcessor() {
			return new WebServerFactoryCustomizerBeanPostProcessor();
		}

		@Bean
		DefaultLifecycleProcessor lifecycleProcessor() {
			DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
			processor.setTimeoutPerShutdownPhase(PHASE_TIMEOUT.toMillis());
			return processor;
		}

		@Bean
		HazelcastInstance hazelcast() {
			return TestMembers.start("installer");
		}

		@Bean
		JettyServletWebServerFactory webServerFactory() {
			return new JettyServletWebServerFactory(0);
		}

		@Bean
		HazelcastSessionInstaller installer(ConfigurableApplicationContext applicationContext,
				ObjectProvider<HazelcastSessionManager> managers) {
			return new HazelcastSessionInstaller(applicationContext, managers);
		}

	}

}
