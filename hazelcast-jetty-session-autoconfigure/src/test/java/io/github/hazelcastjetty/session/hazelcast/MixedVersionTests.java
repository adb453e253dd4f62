package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import com.hazelcast.core.HazelcastInstance;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.hazelcast.format.NextVersion;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.jetty.Inspector;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A node of this version shares its sessions with one of the next version, which stores
 * more than this one knows.
 */
@Timeout(60)
class MixedVersionTests {

	private static final byte[] SECRET = { 1, 2, 3 };

	private static HazelcastInstance one;

	private static HazelcastInstance other;

	private final String mapName = "sessions-" + UUID.randomUUID();

	private final List<String> destroyed = new CopyOnWriteArrayList<>();

	private final HttpUser user = new HttpUser();

	private HazelcastSessionStore store;

	private NextVersion next;

	private JettyNode node;

	@BeforeAll
	static void startMembers() throws IOException {
		int port = TestMembers.freePort();
		one = TestMembers.start("mixed-version-tests", port);
		other = TestMembers.start("mixed-version-tests", TestMembers.freePort(), port);
	}

	@AfterAll
	static void stopMembers() {
		one.getLifecycleService().terminate();
		other.getLifecycleService().terminate();
	}

	@BeforeEach
	void startNodes() {
		SessionMaps.prepare(one, this.mapName, 1, Duration.ofMinutes(30), false, (config) -> {
		});
		this.store = new HazelcastSessionStore(one, this.mapName, Duration.ofSeconds(20));
		this.next = new NextVersion(other.getMap(this.mapName));
		this.node = new JettyNode(this.store, JettyNode.settings())
			.on("/timeout", (request, response) -> request.getSession().setMaxInactiveInterval(77))
			.on("/large",
					(request, response) -> request.getSession()
						.setAttribute("large", request.getParameter("value").repeat(3000)))
			.start(new HttpSessionListener() {

				@Override
				public void sessionDestroyed(HttpSessionEvent event) {
					MixedVersionTests.this.destroyed.add(event.getSession().getId());
				}

			});
	}

	@AfterEach
	void stopNodes() {
		this.node.close();
		this.store.close();
	}

	/**
	 * The session's name is the first part of its id.
	 */
	private static String name(HttpUser user) {
		return user.id().substring(0, 16);
	}

	@Test
	void whatTheNextVersionAddsSurvivesAllThatThisOneDoes() {
		this.user.get(this.node, "/set?name=n&value=1");
		this.next.addField(name(this.user), SECRET);
		this.next.addFieldInFront(name(this.user));
		for (String change : List.of("/set?name=n&value=2", "/large?value=a", "/large?value=b", "/timeout",
				"/remove?name=large", "/renew", "/set?name=m&value=3")) {
			this.user.get(this.node, change);
			assertThat(this.next.fields(name(this.user))).as(change).containsExactlyInAnyOrder(SECRET, new byte[0]);
		}
		assertThat(this.user.get(this.node, "/get?name=n")).isEqualTo("2");
		assertThat(this.user.get(this.node, "/get?name=m")).isEqualTo("3");
	}

	@Test
	void changesOfBothVersionsAreMerged() {
		this.user.get(this.node, "/set?name=n&value=1");
		SessionKey key = SessionKey.of(name(this.user));
		SessionRecord known = this.store.find(key, null);
		assertThat(known).isNotNull();
		this.next.addField(name(this.user), SECRET);
		SessionRecord merged = this.store.update(key, known,
				SessionDelta.of(Map.of("m", new EncodedAttribute(new byte[5], false)), Set.of(), known.times(), false));
		assertThat(merged).isNotNull();
		assertThat(merged.attributes()).containsOnlyKeys("n", "m");
		assertThat(this.next.fields(name(this.user))).containsExactly(SECRET);
	}

	@Test
	void whatTheNextVersionAddsIsThereWhenTheSessionIsDestroyed() {
		this.user.get(this.node, "/set?name=n&value=1");
		SessionKey key = SessionKey.of(name(this.user));
		this.next.addField(name(this.user), SECRET);
		SessionRecord claimed = this.store.claim(key, (record) -> true);
		assertThat(claimed).isNotNull();
		assertThat(this.next.fields(name(this.user))).containsExactly(SECRET);
		this.store.remove(key, claimed);
		assertThat(one.getMap(this.mapName).size()).isZero();
	}

	@Test
	void sessionInAnotherFormatIsRefusedAndLeftAsItIs() {
		this.user.get(this.node, "/set?name=n&value=1");
		this.user.get(this.node, "/large?value=a");
		String name = name(this.user);
		this.next.changeFormat(name, 2);
		SessionHead head = this.next.head(name);
		for (String request : List.of("/get?name=n", "/set?name=n&value=2", "/large?value=b", "/renew", "/timeout",
				"/invalidate")) {
			HttpResponse<String> response = this.user.exchange(this.node, request);
			assertThat(response.statusCode()).as(request).isEqualTo(503);
			assertThat(response.headers().firstValue("Retry-After")).isPresent();
			assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
		}
		this.node.sweep();
		assertThat(this.next.head(name)).isEqualTo(head);
		assertThat(new HttpUser().get(this.node, "/id")).isEqualTo("no session");
		assertThat(this.destroyed).isEmpty();
		this.next.changeFormat(name, 1);
		assertThat(this.user.get(this.node, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.node, "/get?name=large")).isEqualTo("a".repeat(3000));
	}

	@Test
	void sessionInAnotherFormatIsNotCollectedAndHoldsUpNobody() {
		this.user.get(this.node, "/set?name=n&value=1");
		String name = name(this.user);
		this.next.changeFormat(name, 2);
		this.next.expire(name);
		SessionHead head = this.next.head(name);
		List<String> others = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			HttpUser someone = new HttpUser();
			someone.get(this.node, "/set?name=n&value=1");
			others.add(someone.id());
			this.next.expire(name(someone));
		}
		// A response may arrive before its request has let go of the session
		Awaitility.await().until(() -> Inspector.requestsUnderWay(this.node.manager()) == 0);
		this.node.sweep();
		assertThat(this.destroyed).containsExactlyInAnyOrderElementsOf(others);
		assertThat(one.<String, SessionHead>getMap(this.mapName).keySet()).containsExactly(name);
		assertThat(this.next.head(name)).isEqualTo(head);
		this.next.changeFormat(name, 1);
		this.node.sweep();
		assertThat(this.destroyed).hasSize(11).contains(this.user.id());
	}

	@Test
	void attributeOfAnotherKindIsNotTakenForOneOfOurs() {
		this.user.get(this.node, "/set?name=n&value=1");
		String name = name(this.user);
		this.next.addAttributeOfAnotherKind(name);
		assertThatExceptionOfType(UnreadableSessionException.class)
			.isThrownBy(() -> this.store.find(SessionKey.of(name), null))
			.withMessageContaining(name)
			.withMessageNotContaining(this.user.id());
		assertThat(this.user.exchange(this.node, "/get?name=n").statusCode()).isEqualTo(503);
	}

}
