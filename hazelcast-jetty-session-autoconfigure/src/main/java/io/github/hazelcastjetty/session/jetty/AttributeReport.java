package io.github.hazelcastjetty.session.jetty;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.codec.AttributeCheck;
import io.github.hazelcastjetty.session.codec.AttributeCheck.Problem;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;

/**
 * Tells developers which attributes would not arrive on another node, when they are set
 * and once more at the end.
 */
final class AttributeReport {

	private static final Logger logger = LoggerFactory.getLogger(AttributeReport.class);

	private final AttributeCheck check;

	AttributeReport(AttributeCheck check) {
		this.check = check;
	}

	void attributeSet(ClusteredSession session, String name, Object value) {
		for (Problem problem : this.check.check(name, value, session.localAttributes())) {
			logger.warn("{}{}", problem.message(), remedy(problem.remedy()));
		}
	}

	void summarize() {
		List<Problem> problems = this.check.problems();
		if (!problems.isEmpty()) {
			logger.warn("{} problems of session attributes were found, with {}{}", problems.size(),
					problems.stream().map(Problem::attribute).distinct().sorted().toList(),
					remedy(this.check.remedy()));
		}
	}

	private static String remedy(@Nullable String remedy) {
		return (remedy != null) ? ". To allow it, set " + remedy : "";
	}

}
