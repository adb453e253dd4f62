package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletContextInitializer;

/**
 * Factory of a web server that is not Jetty and serves nothing.
 */
class OtherServer implements ServletWebServerFactory {

	@Override
	public WebServer getWebServer(ServletContextInitializer... initializers) {
		return new OtherWebServer();
	}

	/**
	 * Factory of a server that looks like Tomcat.
	 */
	static final class TomcatLike extends OtherServer {

		@Override
		public WebServer getWebServer(ServletContextInitializer... initializers) {
			return new TomcatLikeWebServer();
		}

	}

	private static class OtherWebServer implements WebServer {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public int getPort() {
			return 0;
		}

	}

	private static final class TomcatLikeWebServer extends OtherWebServer {

	}

}
