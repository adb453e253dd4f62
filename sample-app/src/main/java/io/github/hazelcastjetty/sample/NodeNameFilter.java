package io.github.hazelcastjetty.sample;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells in a header of every response which node it came from. It never touches the
 * session.
 */
@Component
class NodeNameFilter extends OncePerRequestFilter {

	static final String HEADER = "X-Sample-Node";

	private final NodeName nodeName;

	NodeNameFilter(NodeName nodeName) {
		this.nodeName = nodeName;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		response.setHeader(HEADER, this.nodeName.of(request));
		filterChain.doFilter(request, response);
	}

}
