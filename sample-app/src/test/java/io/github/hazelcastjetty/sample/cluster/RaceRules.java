package io.github.hazelcastjetty.sample.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.sample.cluster.RaceOperation.Kind;
import io.github.hazelcastjetty.sample.cluster.RaceRound.Expiry;

/**
 * What a session may be like after operations at the same time: each of those that were
 * done counts, of those on the same attribute the last one, whichever it was.
 *
 * @param expiry whether the session may have expired
 * @param outcomes what became of the operations
 */
record RaceRules(Expiry expiry, List<RaceOutcome> outcomes) {

	/**
	 * A raced session that an operation kept alive may still end, if the operation took
	 * so long that it could not keep it alive.
	 */
	private static final long QUICK_MILLIS = 400;

	/**
	 * Finds operations that failed although nothing is known that made them.
	 */
	@Nullable String checkOutcomes() {
		for (RaceOutcome outcome : this.outcomes) {
			if (outcome.isUnknown() ? !outcome.disturbed() : !outcome.isDone() && !outcome.isRefused()) {
				return "failed: " + outcome;
			}
			boolean explained = this.outcomes.stream()
				.anyMatch((other) -> other != outcome && other.mayHaveBeenDone()
						&& (other.is(Kind.INVALIDATE) || other.is(Kind.RENAME)));
			if (outcome.isRefused() && !explained && this.expiry != Expiry.RACED) {
				return "found no session: " + outcome;
			}
		}
		return null;
	}

	/**
	 * The ids that the session may have.
	 */
	Set<String> ids(String before) {
		Set<String> ids = new HashSet<>();
		this.outcomes.stream()
			.filter((outcome) -> outcome.is(Kind.RENAME) && outcome.isDone())
			.forEach((outcome) -> ids.add(outcome.body()));
		return ids.isEmpty() ? Set.of(before) : ids;
	}

	/**
	 * Whether the session may have got an id that nobody has been told.
	 */
	boolean isIdUncertain() {
		return this.outcomes.stream().anyMatch((outcome) -> outcome.is(Kind.RENAME) && outcome.isUnknown());
	}

	/**
	 * Whether something may be done that nobody has been told, perhaps not yet.
	 */
	boolean isUncertain() {
		return this.outcomes.stream().anyMatch(RaceOutcome::isUnknown);
	}

	boolean mayHaveEnded() {
		return outcomes(Kind.INVALIDATE).stream().anyMatch(RaceOutcome::mayHaveBeenDone)
				|| (this.expiry == Expiry.RACED && !isKeptAlive());
	}

	boolean mayLive() {
		boolean over = this.expiry == Expiry.RACED && this.outcomes.stream().anyMatch(RaceOutcome::isRefused);
		return !over && outcomes(Kind.INVALIDATE).stream().noneMatch(RaceOutcome::isDone);
	}

	private boolean isKeptAlive() {
		return outcomes(Kind.TIMEOUT).stream()
			.anyMatch((outcome) -> outcome.isDone() && outcome.millis() < QUICK_MILLIS);
	}

	/**
	 * Compares a session with what it may be like.
	 * @param before the session before
	 * @param after the session as a node sees it
	 * @param during whether it was read at the same time as the operations were done
	 * @return what is wrong, or {@code null}
	 */
	@Nullable String check(RaceState before, RaceState after, boolean during) {
		String timeout = Integer.toString(after.timeout());
		if (!mayBe(Integer.toString(before.timeout()), timeout, outcomes(Kind.TIMEOUT), during)) {
			return "the timeout is " + timeout;
		}
		if (!during && isPairWhole() && !Objects.equals(after.attribute("pair"), after.attribute("pair-twin"))) {
			return "the pair differs";
		}
		Set<String> names = new TreeSet<>(before.attributes().keySet());
		names.addAll(after.attributes().keySet());
		this.outcomes.forEach((outcome) -> names.add(outcome.operation().attribute()));
		names.remove("");
		for (String name : names) {
			List<RaceOutcome> relevant = this.outcomes.stream()
				.filter((outcome) -> outcome.operation().attribute().equals(name.replace("-twin", "")))
				.toList();
			boolean right = name.contains("tokens")
					? mayBeTokens(before.attribute(name), after.attribute(name), relevant, during)
					: mayBe(before.attribute(name), after.attribute(name), relevant, during);
			if (!right) {
				return "attribute " + name + " is " + after.attribute(name) + " but was " + before.attribute(name);
			}
		}
		return null;
	}

	/**
	 * A request that is alone on its node sets both attributes or none. Those on one node
	 * work on one object, and store what they find changed there.
	 */
	private boolean isPairWhole() {
		List<String> nodes = this.outcomes.stream()
			.map((outcome) -> (outcome.reply() != null) ? outcome.reply().node() : "")
			.toList();
		boolean alone = !nodes.contains("") && Set.copyOf(nodes).size() == nodes.size();
		return alone && !outcomes(Kind.PAIR).isEmpty();
	}

	private List<RaceOutcome> outcomes(Kind kind) {
		return this.outcomes.stream().filter((outcome) -> outcome.is(kind)).toList();
	}

	private static boolean mayBe(@Nullable String before, @Nullable String after, List<RaceOutcome> outcomes,
			boolean during) {
		boolean unchanged = outcomes.stream().noneMatch(RaceOutcome::isDone);
		return ((unchanged || during) && Objects.equals(before, after)) || outcomes.stream()
			.filter(RaceOutcome::mayHaveBeenDone)
			.anyMatch((outcome) -> Objects.equals(after, outcome.is(Kind.REMOVE) ? null : outcome.operation().token()));
	}

	private static boolean mayBeTokens(@Nullable String before, @Nullable String after, List<RaceOutcome> outcomes,
			boolean during) {
		Set<String> done = new HashSet<>();
		Set<String> all = new HashSet<>();
		boolean removed = false;
		boolean mayBeRemoved = false;
		for (RaceOutcome outcome : outcomes) {
			if (outcome.mayHaveBeenDone() && outcome.is(Kind.CHANGE)) {
				all.add(outcome.operation().token());
				done.addAll(outcome.isDone() ? Set.of(outcome.operation().token()) : Set.of());
			}
			removed |= outcome.isDone() && outcome.is(Kind.REMOVE);
			mayBeRemoved |= outcome.mayHaveBeenDone() && outcome.is(Kind.REMOVE);
		}
		if (after == null) {
			return mayBeRemoved || (before == null && (during || done.isEmpty()));
		}
		Set<String> old = tokens(before);
		Set<String> added = new HashSet<>(tokens(after));
		boolean continued = added.containsAll(old);
		added.removeAll(old);
		if (!all.containsAll(added) || !(continued || (mayBeRemoved && all.containsAll(tokens(after))))) {
			return false;
		}
		// What was done last is there
		return during || !added.isEmpty() || (before != null && done.isEmpty() && !removed);
	}

	private static Set<String> tokens(@Nullable String text) {
		return (text != null) ? Set.of(text.split(" ")) : Set.of();
	}

}
