package io.github.hazelcastjetty.session.jetty;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for when a new session is stored: not before its client is about to learn of it.
 */
class NewSessionTests extends AbstractTwoNodesTests {

	private final AtomicInteger insertedBefore = new AtomicInteger(-1);

	@BeforeEach
	void startNodes() {
		start();
		both("/create", (request, response) -> {
			request.getSession();
			this.insertedBefore.set(this.storeOne.count(Operation.INSERT));
		});
		both("/create-and-end", (request, response) -> {
			request.getSession().setAttribute("name", "tea");
			request.getSession().invalidate();
		});
	}

	@Test
	void sessionIsStoredWhenItsCookieIsSent() {
		this.user.get(this.one, "/create");
		assertThat(this.insertedBefore).hasValue(0);
		assertThat(this.storeOne.count(Operation.INSERT)).isEqualTo(1);
		assertThat(stored().attributes()).isEmpty();
	}

	@Test
	void sessionThatEndsWithItsRequestIsNotStored() {
		this.user.get(this.one, "/create-and-end");
		assertThat(this.storeOne.count(Operation.INSERT)).isZero();
		assertThat(this.storeOne.keys()).isEmpty();
	}

}
