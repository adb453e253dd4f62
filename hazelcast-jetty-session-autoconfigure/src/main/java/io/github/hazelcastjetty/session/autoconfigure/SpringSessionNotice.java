package io.github.hazelcastjetty.session.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Says that Spring Session keeps the sessions, or that its timeout has no effect because
 * it does not.
 */
class SpringSessionNotice implements ApplicationListener<ServletWebServerInitializedEvent> {

	private static final Log logger = LogFactory.getLog(SpringSessionNotice.class);

	private final SpringSession springSession;

	private final boolean timeoutSet;

	/**
	 * Create a notice.
	 * @param timeoutSet whether {@code spring.session.timeout} is set
	 */
	SpringSessionNotice(SpringSession springSession, boolean timeoutSet) {
		this.springSession = springSession;
		this.timeoutSet = timeoutSet;
	}

	@Override
	public void onApplicationEvent(ServletWebServerInitializedEvent event) {
		if (event.getApplicationContext().getServerNamespace() != null) {
			return;
		}
		if (this.springSession.keepsSessions()) {
			logger
				.info("HTTP sessions are kept by Spring Session, because there is a SessionRepository bean, and not by "
						+ "'" + HazelcastJettySessionProperties.PREFIX + "'");
		}
		else if (this.timeoutSet) {
			logger.info("'spring.session.timeout' has no effect without Spring Session. "
					+ "Set 'server.servlet.session.timeout'.");
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

}
