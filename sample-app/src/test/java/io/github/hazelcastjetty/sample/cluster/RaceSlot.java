package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.sample.cluster.RaceOperation.Kind;
import io.github.hazelcastjetty.sample.cluster.RaceRound.Expiry;

/**
 * Somebody who uses one session after the other, on all nodes at the same time. After
 * each round of operations all nodes must say the same of the session, and nothing that
 * the rules do not allow.
 */
final class RaceSlot {

	private static final int OK = 200;

	private static final int NOT_FOUND = 404;

	private static final int REMEMBERED_ROUNDS = 4;

	private static final int MOST_ATTEMPTS = 500;

	private static final int PAUSE_MILLIS = 20;

	private static final Duration LONGEST_DISTURBANCE = Duration.ofSeconds(60);

	private final Deque<String> history = new ArrayDeque<>();

	private final List<String> deadIds = new ArrayList<>();

	private final RaceRun run;

	private final RaceNodes nodes;

	private final int number;

	private final Random random;

	private int sessions;

	private @Nullable RaceState state;

	RaceSlot(RaceRun run, int number) {
		this.run = run;
		this.nodes = run.nodes();
		this.number = number;
		this.random = new Random(run.seed() + number);
	}

	/**
	 * Plays one round.
	 * @throws AssertionError if something happened that must not
	 */
	void play(int round) {
		RaceRound next = RaceRound.draw(this.random, round, this.nodes.count());
		List<RaceOutcome> outcomes = new ArrayList<>();
		RaceState before = this.state;
		try {
			if (before == null) {
				before = create(round);
			}
			if (next.expiry() == Expiry.RACED) {
				before = prepareToExpire(before, round, next.pause());
			}
			outcomes.addAll(send(before.id(), next.operations()));
			if (next.expiry() != Expiry.NO) {
				String id = before.id();
				outcomes.replaceAll((outcome) -> repeatTimeout(id, outcome));
			}
			RaceRules rules = new RaceRules(next.expiry(), outcomes);
			if (next.expiry() == Expiry.LEFT && rules.checkOutcomes() == null) {
				this.run.end().ended(name(before));
				this.state = null;
			}
			else {
				this.state = settle(rules, before);
			}
			checkDead(round);
			remember(round, next, outcomes);
		}
		catch (AssertionError | RuntimeException ex) {
			remember(round, next, outcomes);
			throw new AssertionError(this.run.describe() + ", slot " + this.number + ", round " + round + ": "
					+ ex.getMessage() + "\nThe session before: " + before + "\nThe last rounds:\n"
					+ String.join("\n", this.history) + "\nThe nodes: " + this.nodes.history(), ex);
		}
	}

	/**
	 * Ends the session, so that nothing is left.
	 */
	void finish(int round) {
		for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
			RaceState last = this.state;
			if (last == null) {
				return;
			}
			List<RaceOutcome> outcomes = send(last.id(),
					List.of(RaceRound.operation(Kind.INVALIDATE, round + attempt)));
			this.state = settle(new RaceRules(Expiry.NO, outcomes), last);
			this.run.pause(PAUSE_MILLIS);
		}
	}

	private RaceState create(int round) {
		String name = this.run.token() + "-" + this.number + "-" + this.sessions++;
		this.run.end().created(name);
		for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
			int changes = this.nodes.changes();
			Browser browser = new Browser(this.nodes.get(round + attempt).uri());
			Reply reply = join(browser.sendAsync("POST", "/rules/races/create?name=" + name, null));
			if (reply != null && reply.status() == OK) {
				RaceState created = this.read(reply.body());
				if (created != null) {
					return created;
				}
				throw new AssertionError("A new session is not there");
			}
			check(this.nodes.isDisturbedSince(changes), "a session could not be created: " + reply);
			// It may be there, and nobody knows its id
			this.run.end().unknown(name, false);
			name = this.run.token() + "-" + this.number + "-" + this.sessions++;
			this.run.end().created(name);
			this.run.pause(PAUSE_MILLIS);
		}
		throw new AssertionError("No session could be created");
	}

	private RaceState prepareToExpire(RaceState before, int round, int pause) {
		RaceOperation timeout = new RaceOperation(Kind.TIMEOUT, "", Integer.toString(RaceRound.RACED_TIMEOUT), 0,
				round);
		RaceOutcome set = repeatTimeout(before.id(), send(before.id(), List.of(timeout)).get(0));
		check(set.isDone() || (set.isUnknown() && set.disturbed()), "found no session: " + set);
		this.run.pause(pause);
		return new RaceState(before.id(), RaceRound.RACED_TIMEOUT, before.attributes());
	}

	/**
	 * A timeout that may or may not have been set would leave open when the session ends.
	 * It was if it is over.
	 */
	private RaceOutcome repeatTimeout(String id, RaceOutcome outcome) {
		RaceOutcome repeated = outcome;
		long start = System.nanoTime();
		for (int i = 0; repeated.is(Kind.TIMEOUT) && repeated.isUnknown() && repeated.disturbed()
				&& i < MOST_ATTEMPTS; i++) {
			this.run.pause(PAUSE_MILLIS);
			repeated = send(id, List.of(outcome.operation())).get(0);
		}
		boolean over = outcome.isUnknown() && repeated.isRefused()
				&& outcome.millis() + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) > timeout(outcome);
		return over ? outcome : repeated;
	}

	private static long timeout(RaceOutcome outcome) {
		return TimeUnit.SECONDS.toMillis(Long.parseLong(outcome.operation().token()));
	}

	private List<RaceOutcome> send(String id, List<RaceOperation> operations) {
		List<CompletableFuture<RaceOutcome>> sent = operations.stream()
			.map((operation) -> send(id, operation))
			.toList();
		this.nodes.countOperations(operations.size());
		return sent.stream().map(CompletableFuture::join).toList();
	}

	private CompletableFuture<RaceOutcome> send(String id, RaceOperation operation) {
		int changes = this.nodes.changes();
		long start = System.nanoTime();
		return browser(this.nodes.get(operation.node()), id).sendAsync(operation.method(), operation.path(), null)
			.handle((reply, failure) -> {
				long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
				this.nodes.countTime(millis);
				return new RaceOutcome(operation, reply, this.nodes.isDisturbedSince(changes), millis);
			});
	}

	private @Nullable RaceState settle(RaceRules rules, RaceState before) {
		String problem = rules.checkOutcomes();
		check(problem == null, problem);
		rules.outcomes().stream().filter((outcome) -> outcome.is(Kind.READ) && outcome.isDone()).forEach((outcome) -> {
			String wrong = rules.check(before, RaceState.of(outcome.reply()), true);
			boolean mayDiffer = this.nodes.mayBeUntold();
			check(wrong == null || mayDiffer, wrong + ", read by " + outcome);
		});
		Set<String> ids = new HashSet<>(rules.ids(before.id()));
		Set<String> possible = Set.copyOf(ids);
		ids.add(before.id());
		RaceState found = null;
		for (String id : ids) {
			// What a node began that died may be done a moment later, and a renaming that
			// was left in the middle is finished after five seconds
			RaceState present = read(id, rules.isUncertain() ? Duration.ofSeconds(20) : Duration.ZERO);
			if (present == null) {
				continue;
			}
			check(found == null, "there are two sessions");
			check(possible.contains(id), "the old id is usable");
			check(present.id().equals(id), "the id is " + present.id());
			found = present;
		}
		this.run.end().ids(ids);
		if (found == null) {
			check(rules.mayHaveEnded() || rules.isIdUncertain(), "the session is gone");
			if (rules.isIdUncertain()) {
				this.run.end().unknown(name(before), !rules.mayHaveEnded());
			}
			else {
				this.run.end().ended(name(before));
			}
			return null;
		}
		check(rules.mayLive(), "the session is still there");
		String wrong = rules.check(before, found, false);
		check(wrong == null, wrong);
		if (!found.id().equals(before.id())) {
			this.deadIds.add(before.id());
		}
		return found;
	}

	private static String name(RaceState session) {
		return String.valueOf(session.attribute("race"));
	}

	/**
	 * Reads a session on all nodes, which have to agree.
	 */
	private @Nullable RaceState read(String id) {
		return read(id, Duration.ZERO);
	}

	/**
	 * The same.
	 * @param patience for how long they may refuse or disagree, because something may
	 * still be under way; then it takes two agreements in a row
	 */
	private @Nullable RaceState read(String id, Duration patience) {
		Instant limit = Instant.now().plus(patience);
		Instant end = limit.plus(LONGEST_DISTURBANCE);
		@Nullable Agreement agreed = null;
		for (int attempt = 0; Instant.now().isBefore(end); attempt++) {
			int changes = this.nodes.changes();
			List<@Nullable Reply> replies = readOnAll(id, attempt);
			boolean mayDiffer = this.nodes.mayBeUntold() || Instant.now().isBefore(limit);
			@Nullable Agreement before = agreed;
			agreed = null;
			if (replies.stream().allMatch((reply) -> reply != null && reply.status() == NOT_FOUND)) {
				agreed = new Agreement(null);
			}
			else if (replies.stream().allMatch((reply) -> reply != null && reply.status() == OK)) {
				Set<RaceState> states = replies.stream().map(RaceState::of).collect(Collectors.toSet());
				check(states.size() == 1 || mayDiffer, "the nodes do not agree: " + states);
				agreed = (states.size() == 1) ? new Agreement(states.iterator().next()) : null;
			}
			else {
				check(this.nodes.isDisturbedSince(changes) || mayDiffer,
						"the nodes do not agree or do not answer: " + replies);
			}
			if (agreed != null && (patience.isZero() || agreed.equals(before))) {
				return agreed.state();
			}
			this.run.pause(PAUSE_MILLIS);
		}
		throw new AssertionError("The nodes do not answer");
	}

	private List<@Nullable Reply> readOnAll(String id, int attempt) {
		List<SampleNode> present = new ArrayList<>(this.nodes.present());
		Collections.rotate(present, attempt);
		List<CompletableFuture<Reply>> sent = present.stream()
			.map((node) -> browser(node, id).sendAsync("GET", "/rules/races/read", null))
			.toList();
		List<@Nullable Reply> replies = new ArrayList<>();
		sent.forEach((reply) -> replies.add(join(reply)));
		return replies;
	}

	/**
	 * An id that has been given up stays dead.
	 */
	private void checkDead(int round) {
		if (this.deadIds.isEmpty()) {
			return;
		}
		String id = this.deadIds.get(round % this.deadIds.size());
		check(read(id) == null, "an old id is usable again");
	}

	private void remember(int round, RaceRound played, List<RaceOutcome> outcomes) {
		this.history.add("round " + round + ", " + LocalTime.now() + ", " + played.expiry() + ": "
				+ (outcomes.isEmpty() ? played.operations() : outcomes) + "; then " + this.state);
		if (this.history.size() > REMEMBERED_ROUNDS) {
			this.history.remove();
		}
	}

	private static Browser browser(SampleNode node, String id) {
		Browser browser = new Browser(node.uri());
		browser.forgeCookie(id);
		return browser;
	}

	private static @Nullable Reply join(CompletableFuture<Reply> reply) {
		try {
			return reply.join();
		}
		catch (CompletionException ex) {
			return null;
		}
	}

	private static void check(boolean condition, @Nullable String problem) {
		if (!condition) {
			throw new AssertionError(problem);
		}
	}

	/**
	 * What all nodes say of a session.
	 *
	 * @param state the session, or {@code null} if there is none
	 */
	private record Agreement(@Nullable RaceState state) {

	}

}
