package io.github.hazelcastjetty.session.autoconfigure;

import java.util.function.Supplier;

import com.hazelcast.core.HazelcastInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;

import io.github.hazelcastjetty.session.hazelcast.setup.SessionMergePolicy;

/**
 * The restarts of Spring Boot's DevTools, which give the application new classes within
 * the same process. What is kept through them must not have been made of those.
 *
 * @param scope the scope of beans that are kept
 */
record Restarts(Scope scope) {

	private static final String SCOPE = "restart";

	private static final String CLASS_LOADER = "org.springframework.boot.devtools.restart.classloader.RestartClassLoader";

	private static final String KEY = "hazelcastJettySessionKeptInstance";

	private static final String SETTINGS = Restarts.class.getName();

	/**
	 * Return the restarts of an application.
	 * @return the restarts, or {@code null} if DevTools do not restart it
	 */
	static @Nullable Restarts find(ConfigurableListableBeanFactory beanFactory) {
		ClassLoader classLoader = beanFactory.getBeanClassLoader();
		Scope scope = beanFactory.getRegisteredScope(SCOPE);
		return (scope != null && classLoader != null && classLoader.getClass().getName().equals(CLASS_LOADER))
				? new Restarts(scope) : null;
	}

	/**
	 * Return the instance that was kept, or start one to keep.
	 * @param settings what the instance depends on: it is replaced if that has changed
	 * @param starter starts an instance, without the classes of the application
	 */
	HazelcastInstance keep(String settings, Supplier<HazelcastInstance> starter) {
		HazelcastInstance instance = get(settings, starter);
		if (!instance.getLifecycleService().isRunning() || !settings.equals(instance.getUserContext().get(SETTINGS))) {
			this.scope.remove(KEY);
			instance.shutdown();
			instance = get(settings, starter);
		}
		return instance;
	}

	private HazelcastInstance get(String settings, Supplier<HazelcastInstance> starter) {
		return (HazelcastInstance) this.scope.get(KEY, () -> {
			HazelcastInstance started = withoutApplication(starter);
			started.getUserContext().put(SETTINGS, settings);
			return started;
		});
	}

	/**
	 * Return the class loader of what is kept: that of the libraries.
	 */
	static @Nullable ClassLoader classLoader() {
		return SessionMergePolicy.class.getClassLoader();
	}

	private static HazelcastInstance withoutApplication(Supplier<HazelcastInstance> starter) {
		Thread thread = Thread.currentThread();
		ClassLoader ofApplication = thread.getContextClassLoader();
		// The threads of Hazelcast inherit it
		thread.setContextClassLoader(classLoader());
		try {
			return starter.get();
		}
		finally {
			thread.setContextClassLoader(ofApplication);
		}
	}

}
