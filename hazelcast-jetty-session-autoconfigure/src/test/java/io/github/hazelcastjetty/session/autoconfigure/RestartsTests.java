package io.github.hazelcastjetty.session.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Restarts}. The restarts themselves are in the tests of the sample.
 */
class RestartsTests {

	private final Restarts restarts = new Restarts(new MapScope());

	private final HazelcastJettySessionProperties properties = new HazelcastJettySessionProperties();

	RestartsTests() {
		this.properties.setPort(5895);
	}

	@AfterEach
	void stop() {
		Hazelcast.shutdownAll();
	}

	@Test
	void memberOutlivesTheContextAndIsUsedAgain() {
		DedicatedInstance first = start();
		first.close();
		assertThat(first.starting().join().getLifecycleService().isRunning()).isTrue();
		assertThat(start().starting().join()).isSameAs(first.starting().join());
	}

	@Test
	void memberHasNoClassLoaderOfTheApplication() {
		HazelcastInstance instance = start().starting().join();
		assertThat(instance.getConfig().getClassLoader()).isSameAs(Restarts.class.getClassLoader());
	}

	@Test
	void memberWithOtherSettingsReplacesIt() {
		DedicatedInstance first = start();
		this.properties.setBackupCount(0);
		DedicatedInstance second = start();
		assertThat(first.starting().join().getLifecycleService().isRunning()).isFalse();
		assertThat(second.starting().join().getLifecycleService().isRunning()).isTrue();
		assertThat(start().starting().join()).isSameAs(second.starting().join());
	}

	@Test
	void memberThatHasEndedIsReplaced() {
		DedicatedInstance first = start();
		first.starting().join().shutdown();
		assertThat(start().starting().join().getLifecycleService().isRunning()).isTrue();
	}

	@Test
	void memberWithObjectsOfTheApplicationIsNotKept() {
		DedicatedInstance first = start(List.of((config) -> {
		}));
		first.close();
		assertThat(first.starting().join().getLifecycleService().isRunning()).isFalse();
	}

	@Test
	void thereAreNoneWithoutDevTools() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		assertThat(Restarts.find(beanFactory)).isNull();
		beanFactory.registerScope("restart", new MapScope());
		assertThat(Restarts.find(beanFactory)).as("DevTools that do not restart").isNull();
	}

	private DedicatedInstance start() {
		return start(List.of());
	}

	private DedicatedInstance start(List<SessionMemberConfigCustomizer> customizers) {
		SessionOptions options = new SessionOptions(this.properties, new MockEnvironment(), "restarted");
		ClassLoader ofApplication = new ClassLoader(getClass().getClassLoader()) {
		};
		InstanceConfigs configs = new InstanceConfigs(options, new DefaultResourceLoader(ofApplication), () -> null,
				customizers, List.of(), SessionPersistence.NONE);
		return new DedicatedInstanceFactory(configs, this.restarts).create();
	}

	/**
	 * Keeps everything, as that of DevTools does.
	 */
	private static final class MapScope implements Scope {

		private final Map<String, Object> objects = new HashMap<>();

		@Override
		public Object get(String name, ObjectFactory<?> objectFactory) {
			return this.objects.computeIfAbsent(name, (key) -> objectFactory.getObject());
		}

		@Override
		public Object remove(String name) {
			return this.objects.remove(name);
		}

		@Override
		public void registerDestructionCallback(String name, Runnable callback) {
			// Never called
		}

	}

}
