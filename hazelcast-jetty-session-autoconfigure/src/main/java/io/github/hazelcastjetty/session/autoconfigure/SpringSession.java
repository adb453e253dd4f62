package io.github.hazelcastjetty.session.autoconfigure;

import java.util.Arrays;

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

	private static final String OURS = "io.github.hazelcastjetty.session.";

	private final ConfigurableListableBeanFactory beanFactory;

	SpringSession(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return whether there is a repository. One of ours, which looks into our sessions,
	 * does not count.
	 */
	boolean keepsSessions() {
		ClassLoader classLoader = this.beanFactory.getBeanClassLoader();
		if (!ClassUtils.isPresent(REPOSITORY, classLoader)) {
			return false;
		}
		Class<?> type = ClassUtils.resolveClassName(REPOSITORY, classLoader);
		return Arrays.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false))
			.map((name) -> this.beanFactory.getType(name, false))
			.anyMatch((found) -> found == null || !found.getName().startsWith(OURS));
	}

}
