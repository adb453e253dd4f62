package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;
import io.github.hazelcastjetty.session.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node stops: everything is stored, and then the store is let go.
 */
@Timeout(60)
class StopTests extends AbstractTwoNodesTests {

	@Test
	void flushStoresWhatIsNotStoredYetAndGoesOn() {
		start(JettyNode.settings("", false, -1));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/set?name=n&value=2");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		this.one.manager().flush();
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
	}

	@Test
	void lastAccessIsStoredWhenTheNodeStops() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		var before = stored().times().accessed();
		Awaitility.await().until(() -> Instant.now().isAfter(before.plusMillis(20)));
		this.user.get(this.one, "/get?name=n");
		awaitIdle();
		this.one.manager().stop();
		assertThat(stored().times().accessed()).isAfter(before);
	}

	@Test
	void whatCannotBeStoredWhenTheNodeStopsIsToldInOneLine() {
		start(JettyNode.settings("", false, -1));
		for (int i = 0; i < 3; i++) {
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=1");
			someone.get(this.one, "/set?name=n&value=2");
		}
		awaitIdle();
		this.storeOne.failAll();
		try (LogCapture log = new LogCapture().capture("io.github.hazelcastjetty", Level.WARN)) {
			this.one.manager().stop();
			assertThat(log.messages(Level.WARN)).singleElement()
				.asString()
				.startsWith("3 sessions could not be stored when the node stopped: ");
		}
	}

	@Test
	void storeIsNotTouchedAfterTheStop() throws Exception {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		Awaitility.await().until(() -> Inspector.requestsUnderWay(this.one.manager()) == 0);
		this.one.manager().stop();
		int count = this.storeOne.count();
		this.one.sweep();
		this.one.manager().flush();
		this.one.server().stop();
		assertThat(this.storeOne.count()).isEqualTo(count);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void requestThatOutlivesTheStopLeavesTheStoreAlone() throws Exception {
		start(JettyNode.settings("", false, -2));
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.user.get(this.one, "/set?name=n&value=1");
		this.one.on("/long", (request, response) -> {
			HttpSession session = request.getSession();
			running.countDown();
			Latches.await(goOn);
			session.setAttribute("n", "2");
		});
		CompletableFuture<HttpResponse<String>> late = this.user.start(this.one, "/long");
		Latches.await(running);
		this.one.manager().stop();
		int count = this.storeOne.count();
		goOn.countDown();
		assertThat(late.get(20, TimeUnit.SECONDS).statusCode()).as("not stored").isEqualTo(503);
		assertThat(this.storeOne.count()).isEqualTo(count);
	}

	@Test
	void requestThatComesAfterTheStopIsSentElsewhere() {
		start(JettyNode.settings("", false, 0));
		this.user.get(this.one, "/set?name=n&value=1");
		String id = this.user.id();
		this.one.manager().stop();
		HttpResponse<String> response = this.user.exchange(this.one, "/set?name=n&value=2");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(response.headers().firstValue("Set-Cookie")).as("another session").isEmpty();
		assertThat(this.user.id()).isEqualTo(id);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void requestWhoseConnectionIsClosedByTheStopStoresNothing() throws Exception {
		start(JettyNode.settings("", false, 0));
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.user.get(this.one, "/set?name=n&value=1");
		this.one.on("/long", (request, response) -> {
			HttpSession session = request.getSession();
			session.setAttribute("n", "2");
			running.countDown();
			Latches.await(goOn);
		});
		this.user.start(this.one, "/long");
		Latches.await(running);
		this.one.server().getConnectors()[0].stop();
		this.one.manager().flush();
		this.user.get(this.two, "/set?name=n&value=3");
		goOn.countDown();
		Awaitility.await().until(() -> Inspector.requestsUnderWay(this.one.manager()) == 0);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("3");
	}

	@Test
	void requestWhoseConnectionIsClosedByTheStopDoesNotCostEarlierOnes() throws Exception {
		start(JettyNode.settings("", false, -1));
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/set?name=n&value=2");
		this.one.on("/long", (request, response) -> {
			request.getSession();
			running.countDown();
			Latches.await(goOn);
		});
		this.user.start(this.one, "/long");
		Latches.await(running);
		this.one.server().getConnectors()[0].stop();
		goOn.countDown();
		Awaitility.await().until(() -> Inspector.requestsUnderWay(this.one.manager()) == 0);
		this.one.manager().stop();
		assertThat(this.user.get(this.two, "/get?name=n")).as("what was acknowledged").isEqualTo("2");
	}

	@Test
	void stoppingTheServerAloneLosesNothing() throws Exception {
		start(JettyNode.settings("", false, 0));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/set?name=m&value=2");
		this.one.server().stop();
		assertThat(this.user.get(this.two, "/get?name=m")).isEqualTo("2");
		assertThat(this.storeOne.keys()).hasSize(1);
	}

}
