package io.github.hazelcastjetty.session.jetty;

import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.support.InMemorySessionStore.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request changes after its response has been committed.
 */
@Timeout(60)
class LateChangeTests extends AbstractTwoNodesTests {

	@Test
	void valueThatTheRequestHasSetIsChangedInPlace() {
		start();
		this.one.on("/late", (request, response) -> {
			List<String> list = new ArrayList<>(List.of("early"));
			request.getSession().setAttribute("list", list);
			response.flushBuffer();
			list.add("late");
		});
		this.user.get(this.one, "/late");
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=list")).isEqualTo("[early, late]"));
	}

	@Test
	void valueThatTheRequestHasSetAndLeftAloneIsStoredOnce() {
		start();
		both("/list", (request, response) -> request.getSession()
			.setAttribute("list", new ArrayList<>(List.of(request.getParameter("value")))));
		this.user.get(this.one, "/list?value=1");
		awaitIdle();
		int before = this.storeOne.count(Operation.UPDATE);
		this.user.get(this.one, "/list?value=2");
		awaitIdle();
		assertThat(this.storeOne.count(Operation.UPDATE) - before).isEqualTo(1);
	}

}
