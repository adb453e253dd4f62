package io.github.hazelcastjetty.session.autoconfigure;

import java.util.Arrays;
import java.util.List;

import com.hazelcast.core.HazelcastInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ObjectUtils;

/**
 * The {@link HazelcastInstance} beans that the application has without us.
 */
final class ExistingInstances {

	private final ListableBeanFactory beanFactory;

	ExistingInstances(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return the instance that is to keep the sessions.
	 * @param instanceName the name of the bean or of the instance, or {@code null} to
	 * take the one that is marked
	 * @return the instance
	 */
	HazelcastInstance select(@Nullable String instanceName) {
		return (instanceName != null) ? selectByName(instanceName) : selectMarked();
	}

	/**
	 * Return the name of the bean that is marked as the one that keeps the sessions.
	 * @return the name, or {@code null} if there is none
	 */
	private @Nullable String qualified() {
		List<String> names = Arrays.stream(names())
			.filter((
					name) -> this.beanFactory.findAnnotationOnBean(name, SessionHazelcastInstance.class, false) != null)
			.toList();
		if (names.size() > 1) {
			throw new UndecidedHazelcastInstanceException(describe(names.toArray(String[]::new)));
		}
		return (!names.isEmpty()) ? names.get(0) : null;
	}

	private HazelcastInstance selectMarked() {
		String qualified = qualified();
		HazelcastInstance instance = (qualified != null) ? get(qualified)
				: this.beanFactory.getBeanProvider(HazelcastInstance.class).getIfUnique();
		if (instance == null) {
			throw new UndecidedHazelcastInstanceException(describe(names()));
		}
		return instance;
	}

	private HazelcastInstance selectByName(String instanceName) {
		String[] names = names();
		if (ObjectUtils.containsElement(names, instanceName)) {
			return get(instanceName);
		}
		return Arrays.stream(names)
			.map(this::get)
			.filter((instance) -> instanceName.equals(instance.getName()))
			.findFirst()
			.orElseThrow(() -> PropertiesValidator.invalid("instance-name", instanceName,
					"Neither a HazelcastInstance bean nor its Hazelcast instance has this name. Use one of these: %s."
						.formatted(String.join(", ", describe(names)))));
	}

	private List<String> describe(String[] names) {
		return Arrays.stream(names).map((name) -> {
			HazelcastInstance instance = get(name);
			return "bean '%s' (instance '%s')".formatted(name, instance.getName());
		}).toList();
	}

	private HazelcastInstance get(String name) {
		return this.beanFactory.getBean(name, HazelcastInstance.class);
	}

	private String[] names() {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, HazelcastInstance.class, true,
				false);
	}

}
