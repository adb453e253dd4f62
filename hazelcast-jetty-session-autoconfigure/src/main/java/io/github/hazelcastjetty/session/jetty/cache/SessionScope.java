package io.github.hazelcastjetty.session.jetty.cache;

import java.util.List;

import org.eclipse.jetty.server.Context;
import org.jspecify.annotations.Nullable;

/**
 * The part of a session's name that tells the web applications of one server apart.
 */
public final class SessionScope {

	private SessionScope() {
	}

	/**
	 * Return the scope of a web application.
	 * @param context the context of the web application, {@code null}: none
	 * @return its context path, and its virtual host behind a bar; empty for the root
	 * context without virtual hosts
	 */
	public static String of(@Nullable Context context) {
		if (context == null) {
			return "";
		}
		String path = context.getContextPath();
		List<String> hosts = context.getVirtualHosts();
		return ((path == null || "/".equals(path)) ? "" : path)
				+ ((hosts == null || hosts.isEmpty()) ? "" : "|" + hosts.get(0));
	}

}
