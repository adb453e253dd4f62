package io.github.hazelcastjetty.rules.life;

import java.io.Serializable;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;

/**
 * An attribute that counts how often it has left a node.
 */
final class Traveller implements HttpSessionActivationListener, Serializable {

	private static final long serialVersionUID = 1L;

	private int journeys;

	@Override
	public void sessionWillPassivate(HttpSessionEvent event) {
		this.journeys++;
	}

	@Override
	public String toString() {
		return this.journeys + " journeys";
	}

}
