package io.github.hazelcastjetty.sample.cluster;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who counts in the session, each time on the next node, and knows what the
 * session may contain. Now and then a large attribute is replaced, the session gets
 * another id, or the user logs out and begins anew. Ids that have ended are tried again
 * and again.
 */
final class ChaosUser implements Runnable {

	private static final Duration PACE = Duration.ofMillis(20);

	private static final String LARGE = "large";

	// Too large to be kept with the others
	private static final String BALLAST = "-".repeat(5000);

	private static final int LARGE_PERIOD = 4;

	private static final int RENAME_PERIOD = 11;

	private static final int LOGOUT_PERIOD = 23;

	private final PossibleValues counter = new PossibleValues();

	private final PossibleValues large = new PossibleValues();

	private final List<Ended> ended = new CopyOnWriteArrayList<>();

	private final Browser browser;

	private final List<SampleNode> nodes;

	private final int number;

	private final ChaosReport report;

	private final CountDownLatch stop;

	private @Nullable String sessionId;

	// A logout or another id was refused or not answered, and may have been done
	private boolean doubtful;

	private int next;

	private int turn;

	private volatile int successes;

	private volatile boolean stayingAtOneNode;

	ChaosUser(SampleCluster cluster, int number, ChaosReport report, CountDownLatch stop) {
		this.number = number;
		this.turn = number;
		this.browser = cluster.browser();
		this.nodes = cluster.nodes();
		this.report = report;
		this.stop = stop;
		begin();
	}

	/**
	 * Starts anew, with another session.
	 */
	private void begin() {
		this.browser.forgeCookie(null);
		this.counter.acknowledged("0");
		this.large.acknowledged(null);
		this.next = 1;
		this.sessionId = null;
		this.doubtful = false;
	}

	@Override
	public void run() {
		for (int round = this.turn; !isStopped(); round++) {
			count();
			if (round % LARGE_PERIOD == 0) {
				replaceLarge();
			}
			if (round % RENAME_PERIOD == 0) {
				changeId();
			}
			look();
			if (round % LOGOUT_PERIOD == 0) {
				logOut();
			}
			if (!this.ended.isEmpty()) {
				lookBack(at(), this.ended.get(round % this.ended.size()));
			}
		}
	}

	/**
	 * How many requests have succeeded since the last that did not.
	 */
	int successes() {
		return this.successes;
	}

	void forgetSuccesses() {
		this.successes = 0;
	}

	/**
	 * From now on uses one node only, or all again.
	 */
	void stayAtOneNode(boolean atOne) {
		this.stayingAtOneNode = atOne;
	}

	/**
	 * Finds ids that have ended and can be used on a node nevertheless.
	 */
	Stream<String> comeBack(SampleNode node) {
		return this.ended.stream().filter((session) -> {
			Browser stranger = new Browser(node.uri());
			stranger.forgeCookie(session.id());
			return stranger.session().exists();
		})
			.map((session) -> "on %s: %s by user %d at %s".formatted(node.name(), session.how(), this.number,
					session.time()));
	}

	/**
	 * Tries each id that has ended on a node.
	 */
	void lookBack(SampleNode node) {
		this.ended.forEach((session) -> lookBack(node, session));
	}

	private void count() {
		String number = Integer.toString(this.next++);
		Reply reply = send((browser) -> browser.put("/api/counter?value=" + number));
		if (!isSuccess(reply)) {
			this.counter.refused(number);
			return;
		}
		if (this.sessionId == null) {
			this.sessionId = this.browser.sessionId();
		}
		else if (isAnotherSession()) {
			gone("has another session");
			return;
		}
		else if (!this.counter.allow(reply.body())) {
			this.report.lost(this.counter.insteadOf("counter", reply.body()) + " on " + reply.node());
		}
		this.counter.acknowledged(number);
		// It has been changed since, so that nothing that is late can end it
		this.doubtful = false;
	}

	private void replaceLarge() {
		if (this.sessionId == null) {
			return;
		}
		String value = this.next + BALLAST;
		Reply reply = send((browser) -> browser.put("/api/attributes/" + LARGE, value));
		if (!isSuccess(reply)) {
			this.large.refused(value);
		}
		else if (isAnotherSession()) {
			gone("has another session");
		}
		else {
			this.large.acknowledged(value);
		}
	}

	private void changeId() {
		String old = this.sessionId;
		if (old == null || this.doubtful) {
			return;
		}
		Reply reply = send((browser) -> browser.post("/rules/life/rename"));
		if (reply != null && reply.status() == 410) {
			gone("has no more session to give another id");
		}
		else if (!isSuccess(reply)) {
			this.doubtful = true;
		}
		else {
			this.ended.add(new Ended(old, "renamed"));
			this.sessionId = this.browser.sessionId();
		}
	}

	private void logOut() {
		if (this.sessionId == null || this.doubtful) {
			return;
		}
		if (isSuccess(send((browser) -> browser.post("/api/invalidate")))) {
			this.ended.add(new Ended(this.sessionId, "logged out"));
			begin();
		}
		else {
			this.doubtful = true;
		}
	}

	private void look() {
		Reply reply = (this.sessionId != null) ? send((browser) -> browser.get("/api/session")) : null;
		if (!isSuccess(reply)) {
			return;
		}
		SessionState session = SessionState.of(reply);
		if (!session.exists()) {
			gone("had no more session");
			return;
		}
		check("counter", session.attribute("counter"), this.counter, reply);
		check(LARGE, session.attribute(LARGE), this.large, reply);
	}

	private void check(String name, @Nullable String value, PossibleValues possible, Reply reply) {
		if (!possible.allow(value)) {
			this.report.lost(possible.insteadOf(name, value) + " on " + reply.node());
		}
	}

	private boolean isAnotherSession() {
		return this.sessionId != null && !this.sessionId.equals(this.browser.sessionId());
	}

	/**
	 * The session is not there any more under its id. If nothing under it is, and the
	 * cluster has lost all of its data, that is how it has to be.
	 */
	private void gone(String how) {
		if (!this.doubtful) {
			this.report.sessionGone(how);
		}
		if (this.sessionId != null) {
			this.ended.add(new Ended(this.sessionId, how));
		}
		begin();
	}

	private void lookBack(SampleNode node, Ended session) {
		Browser stranger = new Browser(node.uri());
		stranger.forgeCookie(session.id());
		Reply reply = ask(node, () -> stranger.get("/api/session"));
		if (isSuccess(reply) && SessionState.of(reply).exists()) {
			this.report.lost("a session came back on " + node.name() + ": " + session.how());
		}
	}

	private @Nullable Reply send(Function<Browser, Reply> request) {
		SampleNode node = at();
		Reply reply = ask(node, () -> request.apply(this.browser.at(node)));
		this.successes = isSuccess(reply) ? this.successes + 1 : 0;
		return reply;
	}

	private @Nullable Reply ask(SampleNode node, Supplier<Reply> request) {
		BooleanSupplier there = node.watch();
		ChaosWatch watch = ChaosWatch.start();
		try {
			Reply reply = request.get();
			this.report.answered(reply, waited(there, watch));
			return reply;
		}
		catch (UncheckedIOException ex) {
			this.report.unanswered(ex.getCause(), waited(there, watch));
			return null;
		}
	}

	/**
	 * How long somebody has waited for a node that was there all the time.
	 */
	private static Duration waited(BooleanSupplier there, ChaosWatch watch) {
		return there.getAsBoolean() ? watch.elapsed() : Duration.ZERO;
	}

	private static boolean isSuccess(@Nullable Reply reply) {
		return reply != null && reply.isSuccess();
	}

	private SampleNode at() {
		List<SampleNode> serving = this.nodes.stream().filter(SampleNode::isServing).toList();
		return serving.get((this.stayingAtOneNode ? this.number : this.turn++) % serving.size());
	}

	private boolean isStopped() {
		try {
			return this.stop.await(PACE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	/**
	 * An id that must not work any more.
	 *
	 * @param id the id
	 * @param how how it ended
	 * @param time when it ended
	 */
	private record Ended(String id, String how, LocalTime time) {

		private Ended(String id, String how) {
			this(id, how, LocalTime.now());
		}

	}

}
