package io.github.hazelcastjetty.session.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Says that Spring Session keeps the sessions.
 */
class SpringSessionNotice implements ApplicationListener<ServletWebServerInitializedEvent> {

	private static final Log logger = LogFactory.getLog(SpringSessionNotice.class);

	@Override
	public void onApplicationEvent(ServletWebServerInitializedEvent event) {
		if (event.getApplicationContext().getServerNamespace() == null) {
			logger
				.info("HTTP sessions are kept by Spring Session, because there is a SessionRepository bean, and not by "
						+ "'" + HazelcastJettySessionProperties.PREFIX + "'");
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

}
