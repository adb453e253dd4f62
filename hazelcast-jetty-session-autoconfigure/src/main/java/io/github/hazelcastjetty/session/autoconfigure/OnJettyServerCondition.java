package io.github.hazelcastjetty.session.autoconfigure;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.Assert;

/**
 * Condition that matches if the application's web server is Jetty, or if only its start
 * will show that it is not, because the factory bean is declared with a general type.
 */
class OnJettyServerCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Jetty as the servlet web server");
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		Assert.state(beanFactory != null, "'beanFactory' must not be null");
		String[] names = beanFactory.getBeanNamesForType(ServletWebServerFactory.class, true, false);
		if (names.length == 0) {
			return ConditionOutcome.noMatch(message.didNotFind("ServletWebServerFactory bean").atAll());
		}
		return Arrays.stream(names)
			.filter((name) -> mayBeJetty(beanFactory.getType(name, false)))
			.findFirst()
			.map((name) -> ConditionOutcome.match(message.foundExactly("bean '" + name + "'")))
			.orElseGet(() -> ConditionOutcome.noMatch(message
				.found("ServletWebServerFactory bean that is not Jetty's",
						"ServletWebServerFactory beans that are not Jetty's")
				.items(ConditionMessage.Style.QUOTE, Arrays.asList(names))));
	}

	private boolean mayBeJetty(@Nullable Class<?> type) {
		return type == null || JettyServletWebServerFactory.class.isAssignableFrom(type)
				|| type.isAssignableFrom(JettyServletWebServerFactory.class);
	}

}
