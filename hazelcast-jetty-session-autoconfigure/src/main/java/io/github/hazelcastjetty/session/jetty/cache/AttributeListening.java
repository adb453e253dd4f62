package io.github.hazelcastjetty.session.jetty.cache;

/**
 * A session manager that knows whether a listener wants to see the value of an attribute
 * that is replaced.
 */
public interface AttributeListening {

	/**
	 * Return whether there is such a listener.
	 * @return {@code true} if old values are needed
	 */
	boolean hasAttributeListeners();

}
