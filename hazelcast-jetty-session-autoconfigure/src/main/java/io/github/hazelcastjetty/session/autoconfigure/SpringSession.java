package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Tells, when all beans are defined, whether Spring Session keeps the sessions. The
 * condition of the auto-configuration does not see what auto-configurations after it
 * define.
 */
final class SpringSession {

	static final String REPOSITORY = "org.springframework.session.SessionRepository";

	private final ConfigurableListableBeanFactory beanFactory;

	SpringSession(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return whether there is a repository.
	 */
	boolean keepsSessions() {
		ClassLoader classLoader = this.beanFactory.getBeanClassLoader();
		return ClassUtils.isPresent(REPOSITORY, classLoader)
				&& BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
						ClassUtils.resolveClassName(REPOSITORY, classLoader), true, false).length > 0;
	}

}
