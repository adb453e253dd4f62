package io.github.hazelcastjetty.sample;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the customer wants to buy. It is changed in place, without another
 * {@code setAttribute}, as applications and frameworks do all the time. Two requests of
 * one session may share it on one node, hence the monitor, also while it is written.
 */
class Cart implements Serializable {

	private static final long serialVersionUID = 1L;

	private final LinkedHashMap<String, Integer> quantities = new LinkedHashMap<>();

	synchronized void add(String product, int quantity) {
		change(product, this.quantities.getOrDefault(product, 0) + quantity);
	}

	synchronized void change(String product, int quantity) {
		if (quantity > 0) {
			this.quantities.put(product, quantity);
		}
		else {
			this.quantities.remove(product);
		}
	}

	synchronized Map<String, Integer> quantities() {
		return new LinkedHashMap<>(this.quantities);
	}

	@Override
	public synchronized String toString() {
		return this.quantities.toString();
	}

	private synchronized void writeObject(ObjectOutputStream out) throws IOException {
		out.defaultWriteObject();
	}

}
