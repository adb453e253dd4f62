package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import io.github.hazelcastjetty.rules.races.EndedRaces;
import io.github.hazelcastjetty.sample.cluster.RaceOperation.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has to hold when a randomized test is over and all of its sessions have ended:
 * each end was told to one listener in the cluster, and nothing is left in the maps.
 */
final class RaceEnd {

	private static final int OK = 200;

	private static final int NOT_FOUND = 404;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	/**
	 * What a dead node has begun, another one completes when a minute is over.
	 */
	private static final Duration LIMIT_AFTER_KILLS = Duration.ofSeconds(120);

	private static final Duration SECOND_EVENT_LIMIT = Duration.ofSeconds(2);

	/**
	 * How many large attributes a killed node may leave behind until their time to live
	 * is over: those that it was writing or replacing.
	 */
	private static final int LEFTOVERS_OF_A_KILL = 10;

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	private final Set<String> ended = ConcurrentHashMap.newKeySet();

	// Whether the session must live
	private final Map<String, Boolean> unknown = new ConcurrentHashMap<>();

	private final Set<String> ids = ConcurrentHashMap.newKeySet();

	private final SampleCluster cluster;

	private final RaceNodes nodes;

	RaceEnd(SampleCluster cluster, RaceNodes nodes) {
		this.cluster = cluster;
		this.nodes = nodes;
	}

	/**
	 * Notes the name of a session that is about to be created.
	 */
	void created(String name) {
		this.names.add(name);
	}

	/**
	 * Notes that a session has ended or will expire.
	 */
	void ended(String name) {
		this.ended.add(name);
	}

	/**
	 * Notes that a session may live under an id that nobody was told.
	 * @param name the name
	 * @param alive whether it must live
	 */
	void unknown(String name, boolean alive) {
		this.unknown.put(name, alive);
	}

	/**
	 * Notes ids of sessions.
	 */
	void ids(Set<String> some) {
		this.ids.addAll(some);
	}

	int sessions() {
		return this.names.size();
	}

	/**
	 * Checks what has to hold.
	 */
	void check() {
		Duration limit = this.nodes.killed().isEmpty() ? LIMIT : LIMIT_AFTER_KILLS;
		if (!this.unknown.isEmpty()) {
			Awaitility.await("all sessions end").atMost(limit).until(this::endUnknown);
			assertThat(this.unknown.entrySet()).as("sessions that a kill in the middle of a renaming has lost")
				.noneMatch(Map.Entry::getValue);
		}
		Awaitility.await("each end is told")
			.during(SECOND_EVENT_LIMIT)
			.atMost(limit.plus(SECOND_EVENT_LIMIT))
			.untilAsserted(() -> assertThat(events().keySet()).containsAll(this.ended));
		Map<String, List<Long>> events = events();
		this.ended.forEach((name) -> assertThat(events.get(name)).as("who told the end of session " + name)
			.satisfies(this::checkTold));
		assertThat(events.keySet()).as("sessions that have ended")
			.allMatch((name) -> this.ended.contains(name) || this.unknown.containsKey(name));
		Awaitility.await("nothing is left").atMost(limit).untilAsserted(() -> {
			assertThat(this.cluster.contents().names())
				.doesNotContainAnyElementsOf(this.ids.stream().map(ClusterContents::name).toList());
			assertThat(this.cluster.contents().attributesOf(this.ids))
				.isLessThanOrEqualTo((long) LEFTOVERS_OF_A_KILL * this.nodes.killed().size());
		});
	}

	/**
	 * A node that dies between telling the end and removing the session cannot keep
	 * another one from telling it again.
	 */
	private void checkTold(List<? extends Long> processes) {
		long survivors = processes.stream().filter((process) -> !this.nodes.killed().contains(process)).count();
		assertThat(processes.size() == 1 || (processes.size() == 2 && survivors <= 1)).isTrue();
	}

	/**
	 * Ends the sessions whose ids nobody was told, as soon as they can be used.
	 * @return whether there is none left
	 */
	private boolean endUnknown() {
		boolean settled = true;
		for (String id : this.cluster.contents().sessionIds()) {
			Browser browser = new Browser(this.nodes.get(0).uri());
			browser.forgeCookie(id);
			Reply reply = browser.get("/rules/races/read");
			// What nobody can use any more is not found, although something is stored
			settled &= reply.status() == OK || reply.status() == NOT_FOUND;
			if (reply.status() == OK) {
				String name = String.valueOf(RaceState.of(reply).attribute("race"));
				if (this.unknown.containsKey(name)) {
					settled = false;
					assertThat(this.ended.add(name)).as("session " + name + " is there once").isTrue();
					this.unknown.remove(name);
					this.ids.add(id);
					browser.post(RaceRound.operation(Kind.INVALIDATE, 0).path()).expectSuccess();
				}
			}
		}
		return settled;
	}

	/**
	 * The processes that told the end of a session, by the name of the session.
	 */
	private Map<String, List<Long>> events() {
		Map<String, List<Long>> events = new HashMap<>();
		try (Stream<Path> files = Files.exists(EndedRaces.DIRECTORY) ? Files.list(EndedRaces.DIRECTORY)
				: Stream.empty()) {
			for (Path file : files.toList()) {
				Long process = Long.valueOf(file.getFileName().toString());
				Files.readAllLines(file)
					.stream()
					.filter(this.names::contains)
					.forEach((name) -> events.computeIfAbsent(name, (key) -> new ArrayList<>()).add(process));
			}
			return events;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
