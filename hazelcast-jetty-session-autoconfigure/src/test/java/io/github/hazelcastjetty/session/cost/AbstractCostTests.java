package io.github.hazelcastjetty.session.cost;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request costs, in operations and in bytes: counted, not timed. Of two nodes the
 * first creates the sessions, and in peer-to-peer mode keeps their data; requests are
 * driven at the second, for which that is the dearer way.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AbstractCostTests {

	static final int REQUESTS = 25;

	static final String SET_SMALL = "/set?name=small&size=" + CostNode.SMALL;

	private static final int LOADS = 10;

	/**
	 * What crosses the network by itself while the requests are under way, for each of
	 * them: much less than the answer to a single operation.
	 */
	static final int NOISE = 1000 / REQUESTS;

	static final int CHECK = 700;

	static final int SMALL_CHANGE = 2500;

	/**
	 * What a change costs beyond that where an entry's life has to be extended
	 * afterwards.
	 */
	private static final int SET_TTL = 400;

	private static final String USER = "ada.lovelace@example.org";

	private static final int LARGE = 6144;

	private static final String SET_LARGE = "/set?name=attribute-0&size=" + LARGE;

	private static final Log logger = LogFactory.getLog(AbstractCostTests.class);

	private final List<Runnable> cleanUps = new ArrayList<>();

	private final List<CostNode> nonSticky = new ArrayList<>();

	private final List<CostNode> sticky = new ArrayList<>();

	private CostCluster cluster;

	/**
	 * Start a cluster.
	 */
	abstract CostCluster startCluster(Path directory) throws IOException;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		this.cluster = startCluster(directory);
		for (int node = 0; node < 2; node++) {
			this.nonSticky.add(new CostNode(this.cluster.instance(node), false));
			this.sticky.add(new CostNode(this.cluster.instance(node), true));
		}
	}

	@AfterAll
	void stop() throws Exception {
		this.nonSticky.forEach(CostNode::close);
		this.sticky.forEach(CostNode::close);
		this.cluster.close();
	}

	/**
	 * An access that has not been recorded yet would be while a later test counts.
	 */
	@AfterEach
	void endSessions() {
		this.cleanUps.forEach(Runnable::run);
		this.cleanUps.clear();
		awaitIdle();
	}

	/**
	 * Wait until all is done that nobody waits for.
	 */
	private void awaitIdle() {
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.during(Duration.ofMillis(10))
			.until(() -> Stream.concat(this.nonSticky.stream(), this.sticky.stream()).allMatch(CostNode::isIdle));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void requestWithoutSession(boolean sticky) {
		Cost cost = measure("no session", REQUESTS, (i) -> nodes(sticky).get(i % 2).get("/", null));
		assertThat(cost.operations()).isEmpty();
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThan(NOISE);
	}

	@ParameterizedTest
	@EnumSource
	void readOnlyRequest(Size size) {
		Cost cost = measure("read, " + size, "/read", session(size, false), false);
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(1);
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThanOrEqualTo(CHECK + size.inHead());
	}

	@ParameterizedTest
	@EnumSource
	void readOnlyRequestOfStickySession(Size size) {
		Cost cost = measure("sticky read, " + size, "/read", session(size, true), true);
		assertThat(cost.operations()).isEmpty();
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThan(NOISE);
	}

	@ParameterizedTest
	@EnumSource
	void smallChange(Size size) {
		Cost cost = measure("small change, " + size, SET_SMALL, session(size, false), false);
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(2);
		assertThat(cost.count("setTtl")).isZero();
		// What is in the head is read, compared, written, and written to the backup
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThanOrEqualTo(SMALL_CHANGE + 4 * size.inHead());
	}

	@ParameterizedTest
	@EnumSource
	void smallChangeOfStickySession(Size size) {
		Cost cost = measure("sticky small change, " + size, SET_SMALL, session(size, true), true);
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(1);
		assertThat(cost.count("setTtl")).isZero();
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThanOrEqualTo(SMALL_CHANGE + 3 * size.inHead());
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void sessionThatIsRegisteredForAUser(boolean sticky) {
		String cookie = session(Size.KB_64, sticky);
		CostNode node = nodes(sticky).get(1);
		node.get("/register?user=" + USER, cookie);
		assertThat(node.get("/sessions?user=" + USER, cookie)).as("and now there is an index").isEqualTo("1");
		String kind = sticky ? "sticky " : "";
		Cost lookUp = measure(kind + "registered session, looked up", "/user", cookie, sticky);
		assertThat(lookUp.operationsPerRequest()).as("%s", lookUp).isEqualTo(sticky ? 0 : 1);
		Cost change = measure(kind + "registered session, small change", SET_SMALL, cookie, sticky);
		assertThat(change.operationsPerRequest()).as("%s", change).isEqualTo(sticky ? 1 : 2);
		assertThat(change.bytesPerRequest()).as("%s", change).isLessThanOrEqualTo(SMALL_CHANGE);
		Cost query = measure(kind + "sessions of a user", "/sessions?user=" + USER, cookie, sticky);
		assertThat(query.operationsPerRequest()).as("%s", query).isEqualTo(sticky ? 1 : 2);
	}

	@ParameterizedTest
	@EnumSource
	void largeChange(Size size) {
		Cost cost = measure("large change, " + size, SET_LARGE, session(size, false), false);
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(4);
		assertThat(cost.bytesPerRequest()).as("%s", cost)
			.isLessThanOrEqualTo(2 * LARGE + SMALL_CHANGE + 1500 + 4 * size.inHead());
	}

	@ParameterizedTest
	@EnumSource
	void largeChangeOfStickySession(Size size) {
		Cost cost = measure("sticky large change, " + size, SET_LARGE, session(size, true), true);
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(3);
		assertThat(cost.bytesPerRequest()).as("%s", cost)
			.isLessThanOrEqualTo(2 * LARGE + SMALL_CHANGE + 1500 + 3 * size.inHead());
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatDidNotChangeCostsNothing(boolean sticky) {
		Cost change = measure("flat small change, 64 KB", SET_SMALL, session(Size.KB_64, sticky), sticky);
		Cost sameChange = measure("flat small change, 512 KB", SET_SMALL, session(Size.KB_512, sticky), sticky);
		assertThat(sameChange.bytesPerRequest()).isCloseTo(change.bytesPerRequest(), Offset.offset(64.0));
		Cost read = measure("flat read, 64 KB", "/read", session(Size.KB_64, sticky), sticky);
		Cost sameRead = measure("flat read, 512 KB", "/read", session(Size.KB_512, sticky), sticky);
		assertThat(sameRead.bytesPerRequest()).isCloseTo(read.bytesPerRequest(), Offset.offset(64.0));
	}

	@ParameterizedTest
	@EnumSource
	void sessionThatIsNotHereYet(Size size) {
		for (boolean sticky : new boolean[] { false, true }) {
			String name = (sticky ? "sticky load, " : "load, ") + size;
			Cost cost = load(name, "/read", size, sticky);
			assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo((size.inHead() > 0) ? 1 : 2);
			assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThanOrEqualTo(size.bytes() + 2500);
		}
	}

	@ParameterizedTest
	@EnumSource
	void sessionThatIsNotHereYetAndIsNotRead(Size size) {
		for (boolean sticky : new boolean[] { false, true }) {
			String name = (sticky ? "sticky load of the head, " : "load of the head, ") + size;
			Cost cost = load(name, "/", size, sticky);
			assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(1);
			assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThanOrEqualTo(CHECK + size.inHead());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void timeoutOfWeeksCostsNothingMore(boolean sticky) {
		String cookie = session(Size.KB_64, sticky);
		nodes(sticky).get(1).get("/timeout?seconds=" + Duration.ofDays(14).toSeconds(), cookie);
		awaitIdle();
		Cost cost = measure((sticky ? "sticky " : "") + "small change with a timeout of weeks", SET_SMALL, cookie,
				sticky);
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(sticky ? 1 : 2);
		assertThat(cost.count("setTtl")).isZero();
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThanOrEqualTo(SMALL_CHANGE);
	}

	/**
	 * Beyond what the map's own time to live covers.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void timeoutOfMonthsCostsOneMoreOperation(boolean sticky) {
		String cookie = sessionWithLongTimeout(sticky);
		CostNode node = nodes(sticky).get(1);
		Cost cost = measure((sticky ? "sticky " : "") + "small change with a timeout of months", REQUESTS, (i) -> {
			node.get(SET_SMALL, cookie);
			awaitIdle();
		});
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(sticky ? 1 : 2);
		assertThat(cost.count("setTtl")).as("%s", cost).isEqualTo(REQUESTS);
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThanOrEqualTo(SMALL_CHANGE + SET_TTL);
	}

	@ParameterizedTest
	@EnumSource
	void changeOfTheId(Size size) {
		changeOfTheId(size, false);
	}

	@ParameterizedTest
	@EnumSource
	void changeOfTheIdIfSticky(Size size) {
		changeOfTheId(size, true);
	}

	private void changeOfTheId(Size size, boolean sticky) {
		CostNode node = nodes(sticky).get(1);
		AtomicReference<String> cookie = new AtomicReference<>(node.create(size.attribute()));
		try {
			cookie.updateAndGet(node::changeId);
			Cost cost = measure("id changed, " + size, REQUESTS, (i) -> cookie.updateAndGet(node::changeId));
			assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(sticky ? 1 : 2);
			assertThat(cost.bytesPerRequest()).as("%s", cost)
				.isLessThanOrEqualTo(SMALL_CHANGE + (sticky ? 3 : 4) * size.inHead());
		}
		finally {
			node.get("/invalidate", cookie.get());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void longTimeoutIsNotWaitedFor(boolean sticky) {
		String cookie = sessionWithLongTimeout(sticky);
		CostNode node = nodes(sticky).get(1);
		this.cluster.recorder().take();
		Runnable release = this.cluster.recorder().hold("setTtl");
		try {
			node.get(SET_SMALL, cookie);
			this.cluster.recorder().await("setTtl", 1);
		}
		finally {
			release.run();
		}
		Cost cost = new Cost(1, this.cluster.recorder().take(), 0);
		assertThat(cost.count("setTtl")).as("%s", cost).isEqualTo(1);
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(sticky ? 1 : 2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "garbage", "012345678901234567890123456789012345678",
			"0123456789012345678901234567890123456", "0123456789012345/123456789012345678901",
			"01234567890123456789012345678901234567.worker.0123456789", "../../../../etc/passwd",
			"%00%00%00%00%00%00%00%0", "node0abcdefghijklmnopqrstuvwxyz0" })
	void cookieThatIsNoId(String id) {
		assertThat(requestWith("JSESSIONID=" + id).operations()).isEmpty();
	}

	@Test
	void oversizedCookie() {
		assertThat(requestWith("JSESSIONID=" + "a".repeat(4000)).operations()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "01234567890123456789012345678901234567", "01234567890123456789012345678901234567.worker" })
	void forgedCookieThatCouldBeAnId(String id) {
		Cost cost = requestWith("JSESSIONID=" + id);
		assertThat(cost.operationsPerRequest()).as("%s", cost).isEqualTo(1);
		assertThat(cost.bytesPerRequest()).as("%s", cost).isLessThanOrEqualTo(CHECK);
	}

	final CostCluster cluster() {
		return this.cluster;
	}

	final List<CostNode> nodes(boolean sticky) {
		return sticky ? this.sticky : this.nonSticky;
	}

	/**
	 * Create a session at the first node, and let the second one be the last to change
	 * it.
	 */
	final String session(Size size, boolean sticky) {
		String cookie = create(size, sticky);
		nodes(sticky).get(1).get(SET_SMALL, cookie);
		return cookie;
	}

	/**
	 * Create a session whose timeout is longer than what the map's time to live covers.
	 */
	private String sessionWithLongTimeout(boolean sticky) {
		String cookie = session(Size.KB_64, sticky);
		nodes(sticky).get(1).get("/timeout?seconds=" + Duration.ofDays(60).toSeconds(), cookie);
		awaitIdle();
		return cookie;
	}

	final String create(Size size, boolean sticky) {
		CostNode node = nodes(sticky).get(0);
		String cookie = node.create(size.attribute());
		this.cleanUps.add(() -> node.get("/invalidate", cookie));
		return cookie;
	}

	private Cost load(String name, String path, Size size, boolean sticky) {
		List<String> cookies = new ArrayList<>();
		for (int i = 0; i < LOADS; i++) {
			cookies.add(create(size, sticky));
		}
		return measure(name, LOADS, (i) -> nodes(sticky).get(1).get(path, cookies.get(i)));
	}

	private Cost requestWith(String cookie) {
		return measure(cookie.substring(0, Math.min(40, cookie.length())), LOADS,
				(i) -> nodes(i % 2 == 0).get(1).get("/", cookie));
	}

	private Cost measure(String name, String path, @Nullable String cookie, boolean sticky) {
		CostNode node = nodes(sticky).get(1);
		node.get(path, cookie);
		return measure(name, REQUESTS, (i) -> node.get(path, cookie));
	}

	final Cost measure(String name, int requests, IntConsumer request) {
		awaitIdle();
		this.cluster.recorder().take();
		long bytes = this.cluster.bytes();
		for (int i = 0; i < requests; i++) {
			request.accept(i);
		}
		awaitIdle();
		List<String> operations = this.cluster.recorder().take();
		Cost cost = new Cost(requests, operations, this.cluster.bytes() - bytes);
		logger.info("%s, %s: %s".formatted(getClass().getSimpleName(), name, cost));
		return cost;
	}

	/**
	 * How much a session of ten attributes holds, of which one has 100 bytes.
	 */
	enum Size {

		KB_2(2), KB_64(64), KB_512(512);

		/**
		 * What Java's serialization adds to each array of bytes.
		 */
		private static final int SERIALIZATION = 27;

		private final int kilobytes;

		Size(int kilobytes) {
			this.kilobytes = kilobytes;
		}

		int attribute() {
			return (this.kilobytes * 1024 - CostNode.SMALL) / CostNode.LARGE_ATTRIBUTES;
		}

		int bytes() {
			return CostNode.LARGE_ATTRIBUTES * (attribute() + SERIALIZATION) + CostNode.SMALL + SERIALIZATION;
		}

		/**
		 * Return the size of the values that travel with the head at each operation.
		 */
		int inHead() {
			return (this == KB_2) ? bytes() : 0;
		}

	}

}
