package io.github.hazelcastjetty.session.autoconfigure;

import java.util.Locale;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Warns if the application's web server turns out not to be Jetty.
 */
class OtherWebServerNotice implements ApplicationListener<ServletWebServerInitializedEvent> {

	private static final Log logger = LogFactory.getLog(OtherWebServerNotice.class);

	@Override
	public void onApplicationEvent(ServletWebServerInitializedEvent event) {
		WebServer webServer = event.getWebServer();
		if (event.getApplicationContext().getServerNamespace() == null && !(webServer instanceof JettyWebServer)) {
			logger.warn("HTTP sessions are not clustered: the web server is %s, not Jetty. %s"
				.formatted(webServer.getClass().getSimpleName(), remedy(webServer)));
		}
	}

	private String remedy(WebServer webServer) {
		if (webServer.getClass().getName().toLowerCase(Locale.ROOT).contains("tomcat")) {
			return "Exclude 'spring-boot-starter-tomcat' from 'spring-boot-starter-webmvc' (or whichever starter brings "
					+ "it), and define no ServletWebServerFactory bean other than Jetty's.";
		}
		return "Define no ServletWebServerFactory bean other than Jetty's.";
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

}
