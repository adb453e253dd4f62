package io.github.hazelcastjetty.rules.spring;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.annotation.PreDestroy;
import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

/**
 * A bean of which each session has its own.
 */
@Component
@SessionScope
public class Basket implements Serializable {

	private static final long serialVersionUID = 1L;

	private static final ConcurrentLinkedQueue<String> CLEARED = new ConcurrentLinkedQueue<>();

	private final ArrayList<String> goods = new ArrayList<>();

	/**
	 * Adds something.
	 * @param name what to add
	 */
	public void add(String name) {
		this.goods.add(name);
	}

	@PreDestroy
	void clear() {
		CLEARED.addAll(this.goods);
	}

	/**
	 * What was in the baskets that were destroyed on this node.
	 * @return the names
	 */
	static List<String> cleared() {
		return List.copyOf(CLEARED);
	}

	/**
	 * What is in the basket.
	 * @return the names, in the order in which they were added
	 */
	public List<String> goods() {
		return List.copyOf(this.goods);
	}

}
