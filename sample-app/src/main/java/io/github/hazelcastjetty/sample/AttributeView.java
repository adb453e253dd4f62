package io.github.hazelcastjetty.sample;

/**
 * One attribute of the session for people to read.
 *
 * @param type the class of its value
 * @param value the value as text, or its size
 */
record AttributeView(String type, String value) {

	static AttributeView of(Object value) {
		return (value instanceof byte[] bytes) ? new AttributeView("byte[]", bytes.length + " bytes")
				: new AttributeView(value.getClass().getSimpleName(), value.toString());
	}

}
