package io.github.hazelcastjetty.sample;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * How this node calls itself: {@code sample.node}, else its worker name, else its port.
 */
@Component
class NodeName {

	private final String configured;

	NodeName(@Value("${sample.node:${hazelcast.jetty.session.worker-name:}}") String configured) {
		this.configured = configured;
	}

	String of(HttpServletRequest request) {
		return (StringUtils.hasText(this.configured)) ? this.configured : "port " + request.getLocalPort();
	}

}
