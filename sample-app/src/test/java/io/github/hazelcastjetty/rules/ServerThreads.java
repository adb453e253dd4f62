package io.github.hazelcastjetty.rules;

import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells how busy the web server is.
 */
@RestController
class ServerThreads {

	private final ServletWebServerApplicationContext context;

	ServerThreads(ServletWebServerApplicationContext context) {
		this.context = context;
	}

	/**
	 * How many threads are with a request, this one among them.
	 */
	@GetMapping("/rules/busy-threads")
	int busy() {
		JettyWebServer server = (JettyWebServer) this.context.getWebServer();
		return ((QueuedThreadPool) server.getServer().getThreadPool()).getUtilizedThreads();
	}

}
