package io.github.hazelcastjetty.session.jetty;

import jakarta.servlet.AsyncContext;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with Jetty's {@link GracefulHandler}, for which a later Spring Boot waits when it
 * stops, and which counts the stream wrappers that have not completed, ours among them.
 */
@Timeout(60)
class GracefulHandlerTests extends AbstractTwoNodesTests {

	private GracefulHandler graceful;

	@BeforeEach
	void startNode() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings()));
		this.graceful = new GracefulHandler(this.one.server().getHandler());
		this.one.server().setHandler(this.graceful);
		this.one.start();
	}

	@Test
	void nothingIsCountedOnceRequestsAreOver() {
		this.one.on("/fail", (request, response) -> {
			request.getSession();
			throw new IllegalStateException("for the test");
		});
		this.one.on("/async", (request, response) -> {
			request.getSession().setAttribute("async", "1");
			AsyncContext async = request.startAsync();
			async.start(async::complete);
		});
		this.one.on("/late", (request, response) -> {
			answer(response, false);
			request.getSession().setAttribute("late", "1");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/get?name=n");
		this.user.get(this.one, "/async");
		this.user.get(this.one, "/late");
		this.user.get(this.one, "/renew");
		assertThat(this.user.exchange(this.one, "/fail").statusCode()).isEqualTo(500);
		new HttpUser().get(this.one, "/get?name=n");
		new HttpUser().withCookie("garbage").get(this.one, "/get?name=n");
		this.storeOne.failNext(Operation.UPDATE, 1);
		assertThat(this.user.exchange(this.one, "/set?name=n&value=2").statusCode()).isEqualTo(503);
		this.storeOne.failNext(Operation.FIND, 1);
		assertThat(this.user.exchange(this.one, "/get?name=n").statusCode()).isEqualTo(503);
		this.user.get(this.one, "/invalidate");
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.graceful.getCurrentRequestCount()).isZero();
			assertThat(this.graceful.getCurrentStreamWrapperCount()).isZero();
		});
	}

}
