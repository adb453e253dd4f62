package io.github.hazelcastjetty.rules.life;

import java.io.Serializable;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.rules.AllEvents;

/**
 * An attribute that is told of its fate.
 *
 * @param value what tells it from others
 * @param ballast what it has to carry
 */
record ListeningAttribute(String value,
		String ballast) implements HttpSessionBindingListener, HttpSessionActivationListener, Serializable {

	private static final Logger logger = LoggerFactory.getLogger(ListeningAttribute.class);

	@Override
	public void valueBound(HttpSessionBindingEvent event) {
		AllEvents.add(event.getSession(), "bound", this.value);
	}

	@Override
	public void valueUnbound(HttpSessionBindingEvent event) {
		AllEvents.add(event.getSession(), "unbound", this.value);
	}

	@Override
	public void sessionDidActivate(HttpSessionEvent event) {
		AllEvents.add(event.getSession(), "activated", this.value);
	}

	@Override
	public void sessionWillPassivate(HttpSessionEvent event) {
		AllEvents.add(event.getSession(), "passivated", this.value);
		// Nobody can ask a node that stops
		logger.warn("Passivated {}", this.value);
	}

}
