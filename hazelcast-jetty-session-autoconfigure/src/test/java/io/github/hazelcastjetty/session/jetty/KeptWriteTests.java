package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node that keeps the changes that the store does not take, and trusts its copies.
 */
class KeptWriteTests extends AbstractTwoNodesTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@ParameterizedTest
	@ValueSource(ints = { -2, 0, 1 })
	void changeIsStoredWhenTheStoreIsBack(int savePeriod) {
		start(JettyNode.settingsThatKeepWrites(savePeriod));
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failAll();
		this.user.get(this.one, "/set?name=n&value=2");
		this.user.get(this.one, "/set?name=m&value=3");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
		this.storeOne.recover();
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
			assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
			assertThat(this.user.get(this.two, "/get?name=m")).isEqualTo("3");
		});
	}

	@Test
	void changeInPlaceIsStoredWhenTheStoreIsBack() {
		start(JettyNode.settingsThatKeepWrites(0));
		both("/add", (request, response) -> add(request.getSession(), request.getParameter("value")));
		both("/list", (request, response) -> response.getWriter().print(request.getSession().getAttribute("list")));
		this.user.get(this.one, "/add?value=1");
		this.storeOne.failAll();
		this.user.get(this.one, "/add?value=2");
		this.storeOne.recover();
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/list")).isEqualTo("[1, 2]"));
	}

	@Test
	void othersKeepWhatTheyStoredMeanwhile() {
		start(JettyNode.settingsThatKeepWrites(0));
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failAll();
		this.user.get(this.one, "/set?name=n&value=2");
		this.user.get(this.two, "/set?name=other&value=3");
		this.storeOne.recover();
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2"));
		assertThat(this.user.get(this.two, "/get?name=other")).isEqualTo("3");
	}

	@Test
	void changeIsStoredUnderTheIdThatTheSessionHasGotMeanwhile() {
		start(JettyNode.settingsThatKeepWrites(0));
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
		this.storeOne.loseNotices();
		this.storeOne.failAll();
		this.user.get(this.one, "/set?name=n&value=2");
		awaitIdle();
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		login.get(this.two, "/renew");
		this.storeOne.recover();
		Inspector.recordAccesses(this.one.manager());
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(login.get(this.two, "/get?name=n")).isEqualTo("2"));
	}

	@Test
	void newSessionAndNewIdAreRefused() {
		start(JettyNode.settingsThatKeepWrites(0));
		this.user.get(this.one, "/set?name=n&value=1");
		String id = this.user.id();
		this.storeOne.failAll();
		assertThat(new HttpUser().exchange(this.one, "/set?name=n&value=1").statusCode()).isEqualTo(503);
		HttpResponse<String> renewed = this.user.exchange(this.one, "/renew");
		assertThat(renewed.statusCode()).isEqualTo(503);
		this.storeOne.recover();
		assertThat(this.user.id()).isEqualTo(id);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void changeIsNotLostWithARequestThatTheStopCutsOff() throws Exception {
		start(JettyNode.settingsThatKeepWrites(0));
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.one.on("/long", (request, response) -> {
			request.getSession();
			running.countDown();
			Latches.await(goOn);
		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failAll();
		this.user.get(this.one, "/set?name=n&value=2");
		this.user.start(this.one, "/long");
		Latches.await(running);
		this.one.server().getConnectors()[0].stop();
		goOn.countDown();
		Awaitility.await().until(() -> Inspector.requestsUnderWay(this.one.manager()) == 0);
		this.storeOne.recover();
		this.one.manager().stop();
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
	}

	@Test
	void endedSessionDoesNotComeBack() {
		start(JettyNode.settingsThatKeepWrites(0));
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.UPDATE, 1);
		this.user.get(this.one, "/set?name=n&value=2");
		this.user.get(this.two, "/invalidate");
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("no session"));
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@SuppressWarnings("unchecked")
	private static void add(HttpSession session, String value) {
		List<String> list = (List<String>) session.getAttribute("list");
		if (list == null) {
			session.setAttribute("list", new ArrayList<>(List.of(value)));
		}
		else {
			list.add(value);
		}
	}

}
