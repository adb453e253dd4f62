package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import ch.qos.logback.classic.Level;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCipher.Mode;
import io.github.hazelcastjetty.session.codec.EncryptionKeys;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.cache.SessionIds;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SecretChange;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.StoredAttribute.Inline;
import io.github.hazelcastjetty.session.store.UserSessions;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;
import io.github.hazelcastjetty.session.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions whose attributes are encrypted, on two nodes.
 */
@Timeout(60)
class EncryptedSessionTests extends AbstractTwoNodesTests {

	private final Keys keysOne = new Keys("k1");

	private final Keys keysTwo = new Keys("k1");

	private final LogCapture log = new LogCapture().capture("io.github.hazelcastjetty", Level.WARN);

	@AfterEach
	void closeLog() {
		this.log.close();
	}

	@Test
	void otherNodeReadsWhatNobodyElseCan() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		this.user.get(this.one, "/set?name=n&value=secret");
		assertThat(storedText("n")).doesNotContain("secret").contains("k1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("secret");
	}

	@Test
	void readsCostNoWriteThoughEachEncryptionGivesOtherBytes() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		lists();
		this.user.get(this.one, "/list");
		this.user.get(this.two, "/size");
		long version = stored().version();
		this.user.get(this.two, "/size");
		this.user.get(this.one, "/size");
		awaitIdle();
		assertThat(stored().version()).isEqualTo(version);
		this.user.get(this.two, "/add");
		assertThat(this.user.get(this.one, "/size")).isEqualTo("1");
	}

	@Test
	void renamedSessionKeepsItsAttributesOnAllNodes() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		this.user.get(this.one, "/set?name=before&value=1");
		this.user.get(this.two, "/renew");
		assertThat(this.user.get(this.one, "/get?name=before")).isEqualTo("1");
		this.user.get(this.one, "/set?name=after&value=2");
		this.user.get(this.one, "/renew");
		assertThat(this.user.get(this.two, "/get?name=before")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=after")).isEqualTo("2");
		assertThat(this.log.messages(Level.WARN)).isEmpty();
	}

	@Test
	void sessionThatGotItsIdBeforeItWasFirstStoredIsReadElsewhere() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		both("/login", (request, response) -> {
			request.getSession().setAttribute("n", "1");
			request.changeSessionId();
		});
		this.user.get(this.one, "/login");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void bytesOfAnotherSessionAreHidden() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		HttpUser victim = new HttpUser();
		victim.get(this.one, "/set?name=role&value=admin");
		this.user.get(this.one, "/set?name=role&value=guest");
		put("role", bytes(SessionKey.of(victim.name()), "role"));
		assertThat(this.user.get(this.two, "/get?name=role")).isEqualTo("null");
		assertThat(this.log.messages(Level.WARN)).singleElement()
			.asString()
			.contains("Session attribute 'role' was refused", "It is hidden on this node");
		this.user.get(this.two, "/set?name=role&value=guest");
		assertThat(this.user.get(this.one, "/get?name=role")).isEqualTo("guest");
	}

	@Test
	void secretOfAnotherSessionIsRefused() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		HttpUser victim = new HttpUser();
		victim.get(this.one, "/set?name=role&value=admin");
		this.user.get(this.one, "/set?name=role&value=guest");
		SessionRecord own = stored();
		byte[] foreign = this.storeOne.peek(SessionKey.of(victim.name())).secret();
		this.storeOne.another("thief")
			.update(key(), own,
					SessionDelta.touch(own.times(), false).withSecret(new SecretChange(own.secret(), foreign)));
		this.user.withCookie(this.user.name() + SessionIds.secret(victim.id()));
		assertThat(this.user.exchange(this.two, "/get?name=role").statusCode()).isEqualTo(503);
	}

	@Test
	void storeHoldsNoIdThatABrowserCouldUse() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/renew");
		String secret = SessionIds.secret(this.user.id());
		assertThat(new String(stored().secret(), StandardCharsets.ISO_8859_1)).doesNotContain(secret).contains("k1");
		assertThat(this.storeOne.keys()).noneMatch((key) -> key.contains(secret));
	}

	@Test
	void attributeWithAnUnknownKeyIsHiddenHereAndKeptForOthers() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		this.user.get(this.one, "/set?name=first&value=1");
		this.keysOne.current = this.keysOne.add("k2");
		this.user.get(this.one, "/set?name=n&value=secret");
		this.user.get(this.one, "/set?name=m&value=1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("null");
		assertThat(this.user.get(this.two, "/set?name=own&value=2")).isEqualTo("set");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("secret");
		assertThat(this.user.get(this.one, "/get?name=own")).isEqualTo("2");
		assertThat(this.log.messages(Level.WARN)).singleElement()
			.asString()
			.contains("Session attribute 'n' is encrypted with the key 'k2'",
					"hazelcast.jetty.session.encryption.keys.k2", "It is hidden on this node")
			.doesNotContain("secret");
	}

	@Test
	void keysAreRotatedNodeByNode() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		this.user.get(this.one, "/set?name=old&value=1");
		this.user.get(this.one, "/renew");
		this.keysOne.add("k2");
		this.keysTwo.current = this.keysTwo.add("k2");
		assertThat(this.user.get(this.two, "/get?name=old")).isEqualTo("1");
		this.user.get(this.two, "/set?name=new&value=2");
		assertThat(storedText("new")).contains("k2");
		assertThat(storedText("old")).contains("k1");
		assertThat(this.user.get(this.one, "/get?name=new")).isEqualTo("2");
	}

	@Test
	void changeForWhichThereIsNoKeyAtTheMomentIsRefused() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		this.user.get(this.one, "/set?name=n&value=1");
		this.keysOne.outOfReach = true;
		assertThat(this.user.exchange(this.one, "/set?name=n&value=2").statusCode()).isEqualTo(503);
		awaitIdle();
		this.keysOne.outOfReach = false;
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void keyThatCannotBeHadForAMomentLosesNothing() {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		this.user.get(this.one, "/set?name=m&value=1");
		this.user.get(this.one, "/set?name=n&value=1");
		String id = this.user.id();
		this.keysOne.closed = true;
		this.keysTwo.closed = true;
		for (String path : List.of("/set?name=n&value=2", "/renew")) {
			assertThat(this.user.exchange(this.one, path).statusCode()).as(path).isEqualTo(503);
		}
		assertThat(this.user.exchange(this.two, "/get?name=m").statusCode()).isEqualTo(503);
		awaitIdle();
		this.keysOne.closed = false;
		this.keysTwo.closed = false;
		assertThat(this.user.get(this.one, "/id")).isEqualTo(id);
		this.user.get(this.one, "/renew");
		for (JettyNode node : List.of(this.one, this.two)) {
			assertThat(this.user.get(node, "/get?name=m")).isEqualTo("1");
			assertThat(this.user.get(node, "/get?name=n")).isEqualTo("1");
		}
		assertThat(this.user.get(this.two, "/set?name=n&value=3")).isEqualTo("set");
		assertThat(this.log.messages(Level.WARN)).noneMatch((message) -> message.contains("attribute"));
	}

	@Test
	void largeAttributeThatIsReplacedUnderANewIdIsReadByARequestThatCameWithTheOldOne() throws Exception {
		start(Mode.ENCRYPT, Mode.ENCRYPT);
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.two.on("/large", (request, response) -> request.getSession()
			.setAttribute("large", request.getParameter("value").repeat(5_000)));
		both("/length", (request, response) -> response.getWriter()
			.print(((String) request.getSession().getAttribute("large")).length()));
		this.one.on("/late", (request, response) -> {
			HttpSession session = request.getSession();
			running.countDown();
			Latches.await(goOn);
			response.getWriter().print(((String) session.getAttribute("large")).length());
			session.setAttribute("n", "2");
		});
		this.user.get(this.two, "/large?value=x");
		this.user.get(this.two, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> late = this.user.start(this.one, "/late");
		Latches.await(running);
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		login.get(this.two, "/renew");
		login.get(this.two, "/large?value=xy");
		goOn.countDown();
		assertThat(late.get(20, TimeUnit.SECONDS).body()).isEqualTo("10000");
		for (JettyNode node : List.of(this.one, this.two)) {
			assertThat(login.get(node, "/length")).isEqualTo("10000");
			assertThat(login.get(node, "/get?name=n")).isEqualTo("2");
		}
		assertThat(this.log.messages(Level.WARN)).isEmpty();
	}

	@Test
	void encryptionIsSwitchedOnNodeByNodeWithoutALoss() {
		start(Mode.DECRYPT, Mode.ENCRYPT);
		this.user.get(this.one, "/set?name=plain&value=1");
		assertThat(storedText("plain")).isEqualTo("S1");
		this.user.get(this.two, "/set?name=secret&value=2");
		assertThat(storedText("secret")).contains("k1");
		this.user.get(this.one, "/renew");
		assertThat(this.user.get(this.two, "/get?name=plain")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=secret")).isEqualTo("2");
		assertThat(this.user.get(this.one, "/get?name=secret")).isEqualTo("2");
	}

	@Test
	void plainAttributeIsHiddenWhereEncryptionIsRequired() throws Exception {
		start(Mode.ENCRYPT, Mode.REQUIRE);
		this.user.get(this.one, "/set?name=m&value=1");
		put("n", new JavaAttributeCodec(AllowedClasses.filter(AllowedClasses.DEFAULTS)).encode("n", "forged"));
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("null");
		assertThat(this.user.get(this.two, "/get?name=m")).isEqualTo("1");
		assertThat(this.log.messages(Level.WARN)).singleElement()
			.asString()
			.contains("Session attribute 'n' is not encrypted");
	}

	@Test
	void sessionWhoseSecretIsNotEncryptedIsRefusedWhereEncryptionIsRequired() {
		start(Mode.DECRYPT, Mode.REQUIRE);
		this.user.get(this.one, "/set?name=n&value=1");
		assertThat(this.user.exchange(this.two, "/get?name=n").statusCode()).isEqualTo(503);
		assertThat(this.log.messages(Level.WARN)).singleElement()
			.asString()
			.contains("The secret of session '" + this.user.name() + "' is not encrypted");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void revokedSessionIsRevokedThoughItsMarkCannotBeReadWhereEncryptionIsRequired() {
		start(Mode.REQUIRE, Mode.REQUIRE);
		UserSessions sessions = this.one.manager().userSessions();
		this.one.on("/register", (request, response) -> sessions.register(request.getSession().getId(), "ada"));
		this.one.on("/revoked", (request, response) -> {
			HttpSession session = request.getSession();
			String names = Collections.list(session.getAttributeNames()).toString();
			response.getWriter().print(names + " " + sessions.find(session.getId()).revoked());
		});
		this.user.get(this.one, "/register");
		assertThat(this.user.get(this.one, "/revoked")).endsWith(" false");
		this.two.manager().userSessions().revoke(this.user.id());
		assertThat(this.user.get(this.one, "/revoked")).endsWith(" true");
		this.user.get(this.one, "/register");
		assertThat(this.user.get(this.one, "/revoked")).isEqualTo("[] false");
		awaitIdle();
		assertThat(sessions.find(this.user.id()).revoked()).isFalse();
	}

	@Test
	void nodeWithoutKeysLosesNoneOfTheOthersSessions() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings())).start();
		this.two = add(new JettyNode(this.storeTwo, JettyNode.settings(), cipher(this.keysTwo, Mode.ENCRYPT))).start();
		this.user.get(this.two, "/set?name=n&value=1");
		assertThat(this.user.exchange(this.one, "/get?name=n").statusCode()).isEqualTo(503);
		assertThat(this.log.messages(Level.WARN)).singleElement()
			.asString()
			.contains("A session cannot be used on this node", "hazelcast.jetty.session.encryption.keys.k1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	private void start(Mode modeOne, Mode modeTwo) {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings(), cipher(this.keysOne, modeOne))).start();
		this.two = add(new JettyNode(this.storeTwo, JettyNode.settings(), cipher(this.keysTwo, modeTwo))).start();
	}

	private static AttributeCipher cipher(Keys keys, Mode mode) {
		return AttributeCipher.of(keys, mode);
	}

	private void lists() {
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>()));
		both("/add", (request, response) -> list(request).add("x"));
		both("/size", (request, response) -> response.getWriter().print(list(request).size()));
	}

	@SuppressWarnings("unchecked")
	private static List<Object> list(HttpServletRequest request) {
		return (List<Object>) request.getSession().getAttribute("list");
	}

	private String storedText(String name) {
		return new String(bytes(key(), name), StandardCharsets.ISO_8859_1);
	}

	private byte[] bytes(SessionKey key, String name) {
		return bytes(this.storeOne.peek(key), name);
	}

	private static byte[] bytes(SessionRecord record, String name) {
		return ((Inline) record.attributes().get(name)).bytes();
	}

	/**
	 * Put bytes into the user's session as somebody would who can write to the cluster.
	 */
	private void put(String name, byte[] bytes) {
		SessionRecord record = stored();
		this.storeOne.another("thief")
			.update(key(), record,
					SessionDelta.of(Map.of(name, new EncodedAttribute(bytes, false)), Set.of(), record.times(), false));
	}

	/**
	 * Keys that tests can add to.
	 */
	private static final class Keys implements EncryptionKeys {

		private final Map<String, SecretKey> known = new ConcurrentHashMap<>();

		private volatile String current;

		private volatile boolean outOfReach;

		private volatile boolean closed;

		private Keys(String first) {
			this.current = add(first);
		}

		private String add(String id) {
			byte[] bytes = new byte[32];
			bytes[0] = (byte) id.hashCode();
			this.known.put(id, new SecretKeySpec(bytes, "AES"));
			return id;
		}

		@Override
		public String currentId() {
			if (this.outOfReach) {
				throw new IllegalStateException("The vault does not answer");
			}
			return this.current;
		}

		@Override
		public SecretKey find(String id) {
			if (this.closed) {
				throw new IllegalStateException("The vault is closed for a moment");
			}
			return this.known.get(id);
		}

	}

}
