package io.github.hazelcastjetty.session.jetty;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;
import io.github.hazelcastjetty.session.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An attribute that cannot be moved hurts nothing but itself.
 */
@Timeout(60)
class BadAttributeTests extends AbstractTwoNodesTests {

	private static volatile boolean readable;

	private final LogCapture log = new LogCapture().capture("io.github.hazelcastjetty", Level.WARN);

	@BeforeEach
	void forget() {
		readable = false;
	}

	@AfterEach
	void closeLog() {
		this.log.close();
	}

	@Test
	void notSerializableAttributeStaysOnItsNode() {
		start();
		both("/bad", (request, response) -> {
			request.getSession().setAttribute("bad", new Object());
			request.getSession().setAttribute("good", "1");
		});
		both("/has",
				(request, response) -> response.getWriter().print(request.getSession().getAttribute("bad") != null));
		this.user.get(this.one, "/bad");
		assertThat(this.user.get(this.two, "/get?name=good")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/has")).isEqualTo("false");
		assertThat(this.user.get(this.one, "/has")).isEqualTo("true");
		this.user.get(this.two, "/set?name=good&value=2");
		assertThat(this.user.get(this.one, "/get?name=good")).isEqualTo("2");
		assertThat(this.user.get(this.one, "/has")).isEqualTo("true");
		this.user.get(this.one, "/bad");
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("'bad'", "java.lang.Object");
	}

	@Test
	void notSerializableValueInPlaceOfASerializableOneStaysOnItsNode() {
		start();
		both("/bad", (request, response) -> request.getSession().setAttribute("n", new Object()));
		both("/kind", (request, response) -> {
			Object value = request.getSession().getAttribute("n");
			response.getWriter().print((value != null) ? value.getClass().getSimpleName() : "none");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		assertThat(this.user.get(this.two, "/kind")).isEqualTo("String");
		this.user.get(this.one, "/bad");
		assertThat(this.user.get(this.two, "/kind")).as("no stale value elsewhere").isEqualTo("none");
		assertThat(this.user.get(this.one, "/kind")).as("kept here").isEqualTo("Object");
	}

	@Test
	void valueThatBecomesNotSerializableStaysOnItsNode() {
		start();
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>()));
		both("/spoil", (request, response) -> list(request).add(new Object()));
		both("/size", (request, response) -> {
			List<Object> list = list(request);
			response.getWriter().print((list != null) ? list.size() : "none");
		});
		this.user.get(this.one, "/list");
		this.user.get(this.one, "/spoil");
		assertThat(this.user.get(this.one, "/size")).isEqualTo("1");
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("'list'", "java.lang.Object");
	}

	@Test
	void unreadableAttributeIsHiddenHereAndKeptForOthers() {
		start();
		both("/names", (request, response) -> response.getWriter()
			.print(Collections.list(request.getSession().getAttributeNames())));
		both("/moody", (request, response) -> request.getSession().setAttribute("moody", new Moody()));
		this.user.get(this.one, "/moody");
		this.user.get(this.one, "/set?name=n&value=1");
		assertThat(this.user.get(this.two, "/get?name=moody")).isEqualTo("null");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/names")).isEqualTo("[n]");
		this.user.get(this.two, "/set?name=n&value=2");
		assertThat(stored().attributes()).containsKeys("moody", "n");
		assertThat(this.user.get(this.one, "/get?name=moody")).isEqualTo("moody");
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("'moody'");
		this.user.get(this.two, "/invalidate");
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void reasonThatIsAnotherEachTimeIsToldOnce() {
		start();
		both("/moody", (request, response) -> request.getSession().setAttribute("moody", new Moody()));
		for (int round = 0; round < 3; round++) {
			this.user.get(this.one, "/moody");
			assertThat(this.user.get(this.two, "/get?name=moody")).isEqualTo("null");
		}
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("'moody'", "Not now");
	}

	@Test
	void largeValueThatIsLostIsHiddenUntilItIsSetAgain() {
		start();
		both("/large", (request, response) -> request.getSession()
			.setAttribute(request.getParameter("name"), request.getParameter("value").repeat(5000)));
		both("/names", (request, response) -> response.getWriter()
			.print(Collections.list(request.getSession().getAttributeNames())));
		this.user.get(this.one, "/large?name=lost&value=x");
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
		this.storeOne.loseLargeAttributes();
		this.user.get(this.one, "/large?name=other&value=y");
		assertThat(this.user.get(this.two, "/get?name=lost")).isEqualTo("null");
		assertThat(this.user.get(this.two, "/get?name=other")).hasSize(5000);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/names")).doesNotContain("lost");
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("'lost'", "missing");
		this.user.get(this.one, "/large?name=lost&value=z");
		assertThat(this.user.get(this.two, "/get?name=lost")).startsWith("zzz");
	}

	@Test
	void namesOfAttributesThatCannotBeReadAreNotListed() {
		start();
		both("/names", (request, response) -> response.getWriter()
			.print(Collections.list(request.getSession().getAttributeNames())));
		both("/moody", (request, response) -> request.getSession().setAttribute("moody", new Moody()));
		this.user.get(this.one, "/moody");
		assertThat(this.user.get(this.two, "/names")).isEqualTo("[]");
	}

	@Test
	void listenersAreNotShownWhatStandsForAnUnreadableAttribute() {
		List<Object> seen = new CopyOnWriteArrayList<>();
		start(new HttpSessionAttributeListener() {

			@Override
			public void attributeReplaced(HttpSessionBindingEvent event) {
				seen.add(event.getValue());
			}

			@Override
			public void attributeRemoved(HttpSessionBindingEvent event) {
				seen.add(event.getValue());
			}

		});
		both("/moody", (request, response) -> request.getSession().setAttribute("moody", new Moody()));
		this.user.get(this.one, "/moody");
		this.user.get(this.two, "/set?name=moody&value=1");
		this.user.get(this.one, "/moody");
		this.user.get(this.two, "/remove?name=moody");
		assertThat(seen).noneMatch(
				(value) -> value.getClass().getName().startsWith("io.github.hazelcastjetty.session." + "jetty.data"));
	}

	@Test
	void refusedClassIsAnUnreadableAttribute() {
		var codec = new JavaAttributeCodec(AllowedClasses.filter(AllowedClasses.DEFAULTS));
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings())).start();
		this.two = add(new JettyNode(this.storeTwo, JettyNode.settings(), codec)).start();
		readable = true;
		both("/moody", (request, response) -> request.getSession().setAttribute("moody", new Moody()));
		this.user.get(this.one, "/moody");
		this.user.get(this.one, "/set?name=n&value=1");
		assertThat(this.user.get(this.two, "/get?name=moody")).isEqualTo("null");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		assertThat(this.log.messages(Level.WARN)).singleElement()
			.asString()
			.contains("'moody'", Moody.class.getName(), "hazelcast.jetty.session.serialization.allow");
	}

	@Test
	void attributeChangedWhileItIsEncodedIsSavedByTheNextRequest() {
		start();
		both("/nervous", (request, response) -> {
			request.getSession().setAttribute("nervous", new Nervous());
			request.getSession().setAttribute("n", "1");
		});
		this.user.get(this.one, "/nervous");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		this.user.get(this.one, "/set?name=n&value=2");
		assertThat(this.user.get(this.two, "/get?name=nervous")).isEqualTo("calm");
		assertThat(this.log.messages(Level.WARN)).isEmpty();
	}

	/**
	 * Collections do not notice that they are changed while they are serialized, or fail
	 * with all kinds of exceptions.
	 */
	@ParameterizedTest
	@EnumSource
	void valueThatAnotherRequestIsAtWorkOnIsLeftToThatRequest(Unrest unrest) throws Exception {
		start();
		CountDownLatch working = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		both("/restless", (request, response) -> request.getSession().setAttribute("value", new Restless()));
		this.one.on("/work", (request, response) -> {
			Restless value = (Restless) request.getSession().getAttribute("value");
			value.unrest = unrest;
			working.countDown();
			Latches.await(goOn);
			value.unrest = null;
			value.state = "new";
		});
		this.user.get(this.one, "/restless");
		CompletableFuture<HttpResponse<String>> work = this.user.start(this.one, "/work");
		Latches.await(working);
		for (int round = 0; round < 3; round++) {
			this.user.get(this.one, "/set?name=n&value=" + round);
			assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo(String.valueOf(round));
			assertThat(this.user.get(this.two, "/get?name=value")).isEqualTo("old");
		}
		goOn.countDown();
		assertThat(work.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(this.user.get(this.two, "/get?name=value")).isEqualTo("new");
		assertThat(this.log.messages(Level.WARN)).isEmpty();
	}

	@Test
	void valueThatIsCleanedInPlaceIsStoredAgain() {
		start();
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>()));
		both("/spoil", (request, response) -> list(request).add(new Object()));
		both("/clean", (request, response) -> list(request).clear());
		this.user.get(this.one, "/list");
		for (int round = 0; round < 3; round++) {
			this.user.get(this.one, "/spoil");
			assertThat(this.user.get(this.two, "/get?name=list")).isEqualTo("null");
			this.user.get(this.one, "/clean");
			assertThat(this.user.get(this.two, "/get?name=list")).isEqualTo("[]");
		}
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("'list'", "java.lang.Object");
	}

	@Test
	void changesInPlaceAreStoredAgainAfterAnotherNodeHasReplacedTheValue() {
		start();
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>()));
		both("/bad", (request, response) -> request.getSession()
			.setAttribute("list", new ArrayList<>(List.of(new Object()))));
		both("/add", (request, response) -> list(request).add("a"));
		this.user.get(this.one, "/bad");
		this.user.get(this.two, "/list");
		this.user.get(this.one, "/add");
		assertThat(this.user.get(this.two, "/get?name=list")).isEqualTo("[a]");
	}

	@Test
	void valueThatCannotBeReadHereIsStoredThoughTheRequestBeforeIsNotOverYet() throws Exception {
		start();
		CountDownLatch over = new CountDownLatch(1);
		this.one.on("/linger", (request, response) -> {
			request.getSession();
			answer(response, true);
			Latches.await(over);
		});
		both("/moody", (request, response) -> request.getSession().setAttribute("n", new Moody()));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/linger");
		this.user.get(this.one, "/moody");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("null");
		over.countDown();
	}

	@SuppressWarnings("unchecked")
	private static List<Object> list(HttpServletRequest request) {
		return (List<Object>) request.getSession().getAttribute("list");
	}

	private static final class Moody implements Serializable {

		private static final long serialVersionUID = 1L;

		private void readObject(ObjectInputStream in) throws IOException {
			if (!readable) {
				throw new IllegalStateException("Not now: " + UUID.randomUUID());
			}
		}

		@Override
		public String toString() {
			return "moody";
		}

	}

	/**
	 * What serialization makes of a value that is being changed.
	 */
	private enum Unrest {

		ANOTHER_EACH_TIME, FAILURE, UNREADABLE

	}

	private static final class Restless implements Serializable {

		private static final long serialVersionUID = 1L;

		private transient volatile Unrest unrest;

		private transient String state = "old";

		private transient int tries;

		private void writeObject(ObjectOutputStream out) throws IOException {
			if (this.unrest == Unrest.FAILURE) {
				throw new ArrayIndexOutOfBoundsException();
			}
			out.writeBoolean(this.unrest != Unrest.UNREADABLE);
			out.writeUTF((this.unrest == Unrest.ANOTHER_EACH_TIME) ? "try " + this.tries++ : this.state);
		}

		private void readObject(ObjectInputStream in) throws IOException {
			if (!in.readBoolean()) {
				throw new StreamCorruptedException();
			}
			this.state = in.readUTF();
		}

		@Override
		public String toString() {
			return this.state;
		}

	}

	private static final class Nervous implements Serializable {

		private static final long serialVersionUID = 1L;

		private transient int tries;

		private void writeObject(ObjectOutputStream out) {
			if (this.tries++ < 2) {
				throw new ConcurrentModificationException();
			}
		}

		@Override
		public String toString() {
			return "calm";
		}

	}

}
