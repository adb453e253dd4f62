package io.github.hazelcastjetty.rules.attributes;

import java.awt.Dimension;
import java.awt.Point;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

import jakarta.servlet.http.HttpSession;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.hazelcastjetty.rules.requests.Gates;

/**
 * Puts attributes into the session that are not as they should be.
 */
@RestController
@RequestMapping("/rules/attributes")
class AttributesApi {

	private final Gates gates;

	AttributesApi(Gates gates) {
		this.gates = gates;
	}

	/**
	 * Sets a value that cannot be serialized.
	 */
	@PostMapping("/unserializable")
	void unserializable(HttpSession session, @RequestParam String name) {
		session.setAttribute(name, new Handle());
	}

	/**
	 * Sets a value that holds something that cannot be serialized, deep inside.
	 */
	@PostMapping("/deep")
	void deep(HttpSession session, @RequestParam String name) {
		Order order = new Order();
		order.details.put("files", new ArrayList<>(List.of("first", new Handle())));
		session.setAttribute(name, order);
	}

	@PostMapping("/throwing/{mood}")
	void throwing(HttpSession session, @PathVariable Grumpy.Mood mood, @RequestParam String name,
			@RequestParam(defaultValue = "0") int ballast) {
		session.setAttribute(name, new Grumpy(mood, "x".repeat(ballast)));
	}

	/**
	 * Sets values of classes that are on no list of the product.
	 */
	@PostMapping("/point")
	void point(HttpSession session, @RequestParam String name) {
		session.setAttribute(name, new Point(3, 4));
	}

	@PostMapping("/dimension")
	void dimension(HttpSession session, @RequestParam String name) {
		session.setAttribute(name, new Dimension(5, 6));
	}

	/**
	 * Sets an object of a class that perhaps only this node has.
	 */
	@PostMapping("/object")
	void object(HttpSession session, @RequestParam String name, @RequestParam String type)
			throws ReflectiveOperationException {
		Class<?> found = ClassUtils.forName(type, Thread.currentThread().getContextClassLoader());
		session.setAttribute(name, found.getDeclaredConstructor().newInstance());
	}

	@PostMapping("/basket")
	void basket(HttpSession session, @RequestParam String name, @RequestParam List<String> items) {
		session.setAttribute(name, new Basket(items));
	}

	/**
	 * Sets an empty value that can be changed.
	 */
	@PostMapping("/churned")
	void churned(HttpSession session, @RequestParam String name, @RequestParam Churned kind) {
		session.setAttribute(name, kind.create());
	}

	/**
	 * Changes it all the time, without any care for others, until the gate is open.
	 */
	@PostMapping("/churn")
	void churn(HttpSession session, @RequestParam String name, @RequestParam Churned kind, @RequestParam String gate) {
		Object value = session.getAttribute(name);
		while (!this.gates.isOpen(gate)) {
			for (int i = 0; i < 1000; i++) {
				kind.add(value, "item-" + i);
			}
			kind.clear(value);
		}
		kind.add(value, "churned");
	}

	/**
	 * Cannot be serialized.
	 */
	static final class Handle {

		@Override
		public String toString() {
			return "handle";
		}

	}

	/**
	 * Holds what it is given.
	 */
	@SuppressWarnings("serial")
	static final class Order implements Serializable {

		private final HashMap<String, Object> details = new HashMap<>();

		@Override
		public String toString() {
			return "order";
		}

	}

}
