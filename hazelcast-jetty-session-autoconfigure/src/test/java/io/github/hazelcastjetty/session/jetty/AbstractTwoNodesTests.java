package io.github.hazelcastjetty.session.jetty;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;

import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.ControlledSessionStore;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two Jetty servers whose sessions live in one store, and a user who goes from one to the
 * other.
 */
abstract class AbstractTwoNodesTests {

	final ControlledSessionStore storeOne = new ControlledSessionStore("one");

	final ControlledSessionStore storeTwo = this.storeOne.another("two");

	final HttpUser user = new HttpUser();

	private final List<JettyNode> nodes = new ArrayList<>();

	JettyNode one;

	JettyNode two;

	@AfterEach
	void stopNodes() {
		this.storeOne.recover();
		this.storeTwo.recover();
		this.nodes.forEach(JettyNode::close);
	}

	void start(EventListener... listeners) {
		start(JettyNode.settings(), listeners);
	}

	void start(SessionSettings settings, EventListener... listeners) {
		this.one = add(new JettyNode(this.storeOne, settings)).start(listeners);
		this.two = add(new JettyNode(this.storeTwo, settings)).start(listeners);
	}

	JettyNode add(JettyNode node) {
		this.nodes.add(node);
		return node;
	}

	void both(String path, JettyNode.Action action) {
		this.one.on(path, action);
		this.two.on(path, action);
	}

	SessionKey key() {
		return SessionKey.of(this.user.name());
	}

	SessionRecord stored() {
		return this.storeOne.peek(key());
	}

	/**
	 * Wait until no request is under way: a response may arrive before its request has
	 * let go of the session.
	 */
	void awaitIdle() {
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(this.nodes).allMatch((node) -> Inspector.requestsUnderWay(node.manager()) == 0));
	}

	/**
	 * Make the session look as if it had not been used for long.
	 */
	void expireInStore(SessionKey key) {
		awaitIdle();
		this.nodes.forEach((node) -> Inspector.recordAccesses(node.manager()));
		expireUnnoticed(key);
	}

	/**
	 * Make the session look as if it had not been used for long, but for accesses that
	 * are not recorded.
	 */
	void expireUnnoticed(SessionKey key) {
		awaitIdle();
		expire(key, this.storeOne.another("clock"), false);
	}

	/**
	 * Make the session look as if it had not been used for long, and a node had said so.
	 * @param trusting whether that node is told of changes
	 */
	void expire(SessionKey key, ControlledSessionStore node, boolean trusting) {
		SessionRecord record = this.storeOne.peek(key);
		SessionTimes times = record.times();
		Instant expiry = Instant.now().minusSeconds(1);
		SessionTimes past = new SessionTimes(times.created(), times.accessed(), times.lastAccessed(),
				times.maxInactive(), expiry, times.cookieSet());
		node.update(key, record, SessionDelta.touch(past, trusting).withTimeout());
	}

	/**
	 * Give the client its answer before the request is over.
	 * @param close whether nothing can follow
	 */
	static void answer(HttpServletResponse response, boolean close) throws IOException {
		// The next request of this client would wait on the same connection
		response.setHeader("Connection", "close");
		if (close) {
			response.getOutputStream().close();
			return;
		}
		response.setContentLength(2);
		response.getOutputStream().print("ok");
		response.flushBuffer();
	}

}
