package io.github.hazelcastjetty.session.autoconfigure;

import java.util.Arrays;
import java.util.List;

import com.hazelcast.core.HazelcastInstance;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.Assert;

/**
 * Condition that matches if the sessions need a Hazelcast instance of their own: either
 * one is asked for, or the application has none.
 */
class OnDedicatedInstanceCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Dedicated Hazelcast instance");
		Binder binder = Binder.get(context.getEnvironment());
		if (!property(binder, "config-location", String.class, "").isBlank()) {
			return ConditionOutcome.match(message.foundExactly("config-location"));
		}
		if (property(binder, "client-only", Boolean.class, false)) {
			return ConditionOutcome.match(message.foundExactly("client-only"));
		}
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		Assert.state(beanFactory != null, "'beanFactory' must not be null");
		List<String> existing = findExisting(beanFactory, property(binder, "instance-name", String.class, ""));
		return (existing.isEmpty()) ? ConditionOutcome.match(message.didNotFind("HazelcastInstance bean").atAll())
				: ConditionOutcome.noMatch(message.found("HazelcastInstance bean", "HazelcastInstance beans")
					.items(ConditionMessage.Style.QUOTE, existing));
	}

	private <T> T property(Binder binder, String key, Class<T> type, T defaultValue) {
		return binder.bind(HazelcastJettySessionProperties.PREFIX + "." + key, type).orElse(defaultValue);
	}

	private List<String> findExisting(ConfigurableListableBeanFactory beanFactory, String instanceName) {
		String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, HazelcastInstance.class, true,
				false);
		return Arrays.stream(names)
			.filter((name) -> name.equals(instanceName) || isCandidate(beanFactory, name)
					|| beanFactory.findAnnotationOnBean(name, SessionHazelcastInstance.class, false) != null)
			.toList();
	}

	private boolean isCandidate(ConfigurableListableBeanFactory beanFactory, String name) {
		if (!beanFactory.containsBeanDefinition(name)) {
			return true;
		}
		BeanDefinition definition = beanFactory.getBeanDefinition(name);
		return definition.isAutowireCandidate()
				&& !(definition instanceof AbstractBeanDefinition bean && !bean.isDefaultCandidate());
	}

}
