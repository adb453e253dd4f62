package io.github.hazelcastjetty.session.jetty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request whose client has the whole response already is not over yet.
 */
@Timeout(60)
class AnsweredRequestTests extends AbstractTwoNodesTests {

	private final CountDownLatch goOn = new CountDownLatch(1);

	private volatile String late = "";

	@BeforeEach
	void startNodes() {
		start();
		both("/add", (request, response) -> {
			List<String> list = list(request);
			list.add(request.getParameter("value"));
			request.getSession().setAttribute("list", list);
		});
		both("/list", (request, response) -> response.getWriter().print(list(request)));
		this.two.on("/answer", (request, response) -> {
			List<String> list = list(request);
			answer(response, list.toString());
			Latches.await(this.goOn);
			if (!this.late.isEmpty()) {
				list.add(this.late);
			}
		});
		this.user.get(this.one, "/add?value=a");
	}

	@AfterEach
	void letRequestsEnd() {
		this.goOn.countDown();
	}

	@Test
	void nextRequestSeesWhatAnotherNodeHasDoneSince() throws Exception {
		assertThat(answer()).isEqualTo("[a]");
		this.user.get(this.one, "/add?value=b");
		assertThat(this.user.get(this.two, "/list")).isEqualTo("[a, b]");
		this.goOn.countDown();
		awaitIdle();
		assertThat(this.user.get(this.two, "/list")).isEqualTo("[a, b]");
		assertThat(this.user.get(this.one, "/list")).isEqualTo("[a, b]");
	}

	@Test
	void severalRequestsThatAreNotOverHoldUpNobody() throws Exception {
		for (int i = 1; i <= 5; i++) {
			String before = this.user.get(this.one, "/list");
			assertThat(answer()).isEqualTo(before);
			this.user.get(this.one, "/add?value=" + i);
			assertThat(this.user.get(this.two, "/list")).isEqualTo(this.user.get(this.one, "/list")).contains("" + i);
		}
	}

	@Test
	void changeAfterTheResponseIsKept() throws Exception {
		this.late = "late";
		assertThat(answer()).isEqualTo("[a]");
		this.goOn.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(this.user.get(this.one, "/list")).isEqualTo("[a, late]"));
	}

	@Test
	void changeAfterTheResponseDoesNotUndoThatOfAnotherNode() throws Exception {
		this.late = "late";
		assertThat(answer()).isEqualTo("[a]");
		this.user.get(this.one, "/add?value=b");
		assertThat(this.user.get(this.two, "/list")).isEqualTo("[a, b]");
		this.goOn.countDown();
		awaitIdle();
		assertThat(this.user.get(this.one, "/list")).isEqualTo("[a, b]");
	}

	/**
	 * As Spring does with each bean of the session that a request has used.
	 */
	@Test
	void nextRequestSeesWhatAnotherNodeHasDoneThoughTheOneBeforeHasLookedOnceMore() throws Exception {
		CountDownLatch looked = new CountDownLatch(1);
		this.two.on("/look", (request, response) -> {
			answer(response, list(request).toString());
			list(request);
			looked.countDown();
			Latches.await(this.goOn);
		});
		assertThat(this.user.exchangeApart(this.two, "/look").body()).isEqualTo("[a]");
		assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
		this.user.get(this.one, "/add?value=b");
		assertThat(this.user.get(this.two, "/list")).isEqualTo("[a, b]");
		assertThat(this.user.get(this.two, "/add?value=c")).isEmpty();
		assertThat(this.user.get(this.one, "/list")).isEqualTo("[a, b, c]");
	}

	@Test
	void requestWithoutAResponseKeepsWhatItWorksOn() throws Exception {
		CountDownLatch read = new CountDownLatch(1);
		this.two.on("/work", (request, response) -> {
			List<String> list = list(request);
			read.countDown();
			Latches.await(this.goOn);
			response.getWriter().print(list == request.getSession().getAttribute("list"));
		});
		var working = this.user.start(this.two, "/work");
		assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();
		HttpUser same = new HttpUser().withCookie(this.user.cookie());
		this.user.get(this.one, "/add?value=b");
		same.get(this.two, "/id");
		this.goOn.countDown();
		assertThat(working.get(20, TimeUnit.SECONDS).body()).isEqualTo("true");
		awaitIdle();
		assertThat(this.user.get(this.two, "/list")).isEqualTo("[a, b]");
	}

	private String answer() {
		return this.user.exchangeApart(this.two, "/answer").body();
	}

	@SuppressWarnings("unchecked")
	private static List<String> list(HttpServletRequest request) {
		List<String> list = (List<String>) request.getSession().getAttribute("list");
		return (list != null) ? list : new ArrayList<>();
	}

	private static void answer(HttpServletResponse response, String body) throws Exception {
		response.setContentLength(body.length());
		response.getOutputStream().write(body.getBytes());
		response.getOutputStream().close();
	}

}
