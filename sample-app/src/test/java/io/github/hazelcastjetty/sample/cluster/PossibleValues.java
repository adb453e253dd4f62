package io.github.hazelcastjetty.sample.cluster;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What an attribute may be: what was acknowledged last, or what was refused or not
 * answered after that, since it may have been stored all the same.
 */
final class PossibleValues {

	private static final int VISIBLE = 12;

	private final Set<String> values = new LinkedHashSet<>();

	/**
	 * Nothing but this has been acknowledged since.
	 */
	void acknowledged(@Nullable String value) {
		this.values.clear();
		this.values.add(Objects.toString(value));
	}

	void refused(String value) {
		this.values.add(value);
	}

	boolean allow(@Nullable String value) {
		return this.values.contains(Objects.toString(value));
	}

	/**
	 * What is to be said of a value that is not possible.
	 */
	String insteadOf(String name, @Nullable String value) {
		return name + " is " + visible(Objects.toString(value)) + " instead of one of "
				+ this.values.stream().map(PossibleValues::visible).toList();
	}

	private static String visible(String value) {
		return value.substring(0, Math.min(VISIBLE, value.length()));
	}

}
