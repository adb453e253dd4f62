package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;

import io.github.hazelcastjetty.session.codec.AllowedClasses;

/**
 * The classes that attributes may be made of besides those of the application.
 *
 * @since 1.0.0
 */
public enum SerializationFilter {

	/**
	 * What applications and their frameworks are known to keep in sessions.
	 */
	DEFAULT(AllowedClasses.DEFAULTS),

	/**
	 * A few value types of the JDK, and what Spring and Jetty keep in sessions.
	 */
	STRICT(AllowedClasses.STRICT);

	private final List<String> patterns;

	SerializationFilter(List<String> patterns) {
		this.patterns = patterns;
	}

	List<String> patterns() {
		return this.patterns;
	}

}
