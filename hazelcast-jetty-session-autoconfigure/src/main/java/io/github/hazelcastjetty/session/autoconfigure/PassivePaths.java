package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;
import java.util.function.Predicate;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The paths whose requests do not keep a session alive.
 *
 * @param patterns the patterns, as for controllers
 */
record PassivePaths(List<PathPattern> patterns) implements Predicate<String> {

	/**
	 * Read the patterns.
	 * @throws IllegalArgumentException if one is not a pattern
	 */
	static Predicate<String> of(List<String> patterns) {
		return (patterns.isEmpty()) ? (path) -> false
				: new PassivePaths(patterns.stream().map(PassivePaths::parse).toList());
	}

	private static PathPattern parse(String pattern) {
		try {
			return PathPatternParser.defaultInstance.parse(pattern);
		}
		catch (PatternParseException ex) {
			throw new IllegalArgumentException(ex.getMessage(), ex);
		}
	}

	@Override
	public boolean test(String path) {
		PathContainer parsed = PathContainer.parsePath(path);
		return this.patterns.stream().anyMatch((pattern) -> pattern.matches(parsed));
	}

}
