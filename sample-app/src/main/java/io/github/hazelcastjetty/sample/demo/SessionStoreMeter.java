package io.github.hazelcastjetty.sample.demo;

import java.util.Map;
import java.util.Set;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * Counts what the session manager asks of the session store. Every call counted here is
 * one operation on the cluster; those that nobody waits for, and the second try of a
 * change that met another one, are not seen.
 */
class SessionStoreMeter implements BeanPostProcessor {

	private static final Set<String> OPERATIONS = Set.of("find", "readApart", "insert", "update", "claim", "remove");

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof SessionStore)) {
			return bean;
		}
		ProxyFactory factory = new ProxyFactory(bean);
		factory.addAdvice((MethodInterceptor) this::count);
		return factory.getProxy(bean.getClass().getClassLoader());
	}

	private @Nullable Object count(MethodInvocation call) throws Throwable {
		Object result = call.proceed();
		if (OPERATIONS.contains(call.getMethod().getName()) && call.getArguments()[0] instanceof SessionKey key) {
			SessionCost.add(key.name(), bytes(call.getArguments(), result));
		}
		return result;
	}

	private static long bytes(@Nullable Object[] arguments, @Nullable Object result) {
		for (Object argument : arguments) {
			if (argument instanceof SessionDelta delta) {
				return delta.set().values().stream().mapToLong((attribute) -> attribute.bytes().length).sum();
			}
		}
		if (result instanceof SessionRecord record) {
			return record.attributes().values().stream().mapToLong(SessionStoreMeter::inHead).sum();
		}
		return (result instanceof Map<?, ?> values) ? values.values().stream().mapToLong(SessionStoreMeter::size).sum()
				: 0;
	}

	private static long inHead(StoredAttribute attribute) {
		return (attribute instanceof StoredAttribute.Inline inline) ? inline.size() : 0;
	}

	private static long size(@Nullable Object value) {
		return (value instanceof byte[] bytes) ? bytes.length : 0;
	}

}
