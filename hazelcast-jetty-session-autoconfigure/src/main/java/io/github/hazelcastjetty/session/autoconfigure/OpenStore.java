package io.github.hazelcastjetty.session.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.SessionStoreDescription;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;

/**
 * What is there once there is a server with sessions. To look at it starts nothing.
 */
final class OpenStore {

	private final HazelcastSessionInstaller installer;

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<SessionStoreStatus> statuses;

	OpenStore(HazelcastSessionInstaller installer, ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<SessionStoreStatus> statuses) {
		this.installer = installer;
		this.beanFactory = beanFactory;
		this.statuses = statuses;
	}

	@Nullable HazelcastSessionManager manager() {
		return this.installer.installed();
	}

	/**
	 * Return the session manager.
	 * @throws IllegalStateException if there is no server
	 */
	HazelcastSessionManager requireManager() {
		HazelcastSessionManager manager = manager();
		if (manager == null) {
			throw new IllegalStateException("There is no server with sessions");
		}
		return manager;
	}

	double copies() {
		HazelcastSessionManager manager = manager();
		return (manager != null) ? manager.copies() : Double.NaN;
	}

	@Nullable SessionStoreStatus status() {
		return (manager() != null) ? this.statuses.getIfAvailable() : null;
	}

	/**
	 * Return where the sessions are kept, unless that is in a store of the user's.
	 */
	@Nullable SessionStoreDescription description() {
		return (manager() != null) ? StoreDescriber.find(this.beanFactory) : null;
	}

	@Nullable SessionHazelcast hazelcast() {
		Object bean = (manager() != null)
				? this.beanFactory.getSingleton(HazelcastJettySessionAutoConfiguration.HAZELCAST_BEAN_NAME) : null;
		return (bean instanceof SessionHazelcast hazelcast) ? hazelcast : null;
	}

}
