package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What happens in a simulation, but not in which order.
 *
 * @param nodes the number of nodes
 * @param sticky whether nodes use their copies without asking
 * @param skews how far the clock of each node is ahead, in milliseconds
 * @param clients the requests of each client, one after the other
 * @param faults what happens to single operations
 * @param events what happens to the cluster
 */
record Scenario(int nodes, boolean sticky, List<Integer> skews, List<List<Request>> clients, List<Fault> faults,
		List<Event> events) {

	private static final String[] NAMES = { "small", "large", "mutable" };

	static Scenario of(long seed) {
		SplittableRandom random = new SplittableRandom(seed);
		int nodes = 2 + random.nextInt(2);
		List<Integer> skews = new ArrayList<>();
		for (int i = 0; i < nodes; i++) {
			skews.add((random.nextInt(4) == 0) ? random.nextInt(120_000) - 60_000 : 0);
		}
		List<Event> events = events(random, nodes);
		List<List<Request>> clients = new ArrayList<>();
		int count = 2 + random.nextInt(3);
		// Many faults need several requests that use one attribute, or one node
		int focus = random.nextInt(6);
		String[] names = (focus < NAMES.length) ? new String[] { NAMES[focus] } : NAMES;
		int served = (random.nextInt(4) == 0) ? 1 : nodes;
		for (int i = 0; i < count; i++) {
			clients.add(requests(random, served, names));
		}
		List<Fault> faults = new ArrayList<>();
		for (int i = random.nextInt(6); i > 2; i--) {
			faults.add(new Fault(FaultKind.values()[random.nextInt(FaultKind.values().length)], random.nextInt(25)));
		}
		return new Scenario(nodes, random.nextInt(3) == 0, skews, clients, faults, events);
	}

	private static List<Event> events(SplittableRandom random, int nodes) {
		List<Event> events = new ArrayList<>();
		int start = random.nextInt(60);
		int end = start + 20 + random.nextInt(1500);
		switch (random.nextInt(8)) {
			case 0, 1 -> events.add(new Event(EventKind.SPLIT, start, end, random.nextInt(nodes)));
			case 2 -> events.add(new Event(EventKind.LOSS, start, end, 0));
			case 3 -> events.add(new Event(EventKind.DEATH, start, end, random.nextInt(nodes)));
			default -> {
				// All goes well
			}
		}
		if (random.nextInt(4) == 0) {
			events.add(new Event(EventKind.EVICTION, random.nextInt(1000), 0, random.nextInt(nodes)));
		}
		return events;
	}

	private static List<Request> requests(SplittableRandom random, int nodes, String[] names) {
		List<Request> requests = new ArrayList<>();
		for (int i = 1 + random.nextInt(3); i > 0; i--) {
			List<Action> actions = actions(random, names, 1 + random.nextInt(3));
			List<Action> late = (random.nextInt(6) == 0) ? actions(random, names, 1) : List.of();
			late = late.stream().filter((action) -> action.kind() != ActionKind.RENEW).toList();
			long start = (random.nextInt(3) == 0) ? random.nextInt(2500) : random.nextInt(30);
			requests.add(new Request(random.nextInt(nodes), start, random.nextInt(12) == 0, actions, late));
		}
		return requests;
	}

	private static List<Action> actions(SplittableRandom random, String[] names, int count) {
		List<Action> actions = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			String name = names[random.nextInt(names.length)];
			actions.add(new Action(kind(random.nextInt(32), name), name));
		}
		return actions;
	}

	private static ActionKind kind(int choice, String name) {
		if (choice == 0) {
			return ActionKind.INVALIDATE;
		}
		if (choice < 3) {
			return ActionKind.RENEW;
		}
		if (choice < 6) {
			return ActionKind.REMOVE;
		}
		if (choice < 12) {
			return ActionKind.READ;
		}
		return ("mutable".equals(name) && choice < 24) ? ActionKind.CHANGE : ActionKind.SET;
	}

	boolean has(EventKind kind) {
		return this.events.stream().anyMatch((event) -> event.kind() == kind);
	}

	int size() {
		int size = this.faults.size() + this.events.size() + this.nodes;
		for (List<Request> requests : this.clients) {
			size++;
			for (Request request : requests) {
				size += 1 + request.actions().size() + request.late().size();
			}
		}
		return size;
	}

	/**
	 * Make all scenarios that are one step shorter.
	 */
	List<Scenario> shorter() {
		List<Scenario> shorter = new ArrayList<>();
		without(this.events, (rest) -> shorter.add(with(this.clients, this.faults, rest)));
		without(this.faults, (rest) -> shorter.add(with(this.clients, rest, this.events)));
		without(this.clients, (rest) -> shorter.add(with(rest, this.faults, this.events)));
		for (int i = 0; i < this.clients.size(); i++) {
			int client = i;
			shorten(this.clients.get(i), (requests) -> {
				List<List<Request>> changed = new ArrayList<>(this.clients);
				changed.set(client, requests);
				shorter.add(with(changed, this.faults, this.events));
			});
		}
		return shorter;
	}

	private static void shorten(List<Request> requests, Consumer<List<Request>> consumer) {
		if (requests.size() > 1) {
			without(requests, consumer);
		}
		for (int i = 0; i < requests.size(); i++) {
			int index = i;
			Request request = requests.get(i);
			Consumer<Request> replace = (next) -> {
				List<Request> changed = new ArrayList<>(requests);
				changed.set(index, next);
				consumer.accept(changed);
			};
			without(request.actions(), (rest) -> replace
				.accept(new Request(request.node(), request.start(), request.former(), rest, request.late())));
			without(request.late(), (rest) -> replace
				.accept(new Request(request.node(), request.start(), request.former(), request.actions(), rest)));
		}
	}

	private static <T> void without(List<T> all, Consumer<List<T>> consumer) {
		for (int i = 0; i < all.size(); i++) {
			List<T> rest = new ArrayList<>(all);
			rest.remove(i);
			consumer.accept(rest);
		}
	}

	private Scenario with(List<List<Request>> newClients, List<Fault> newFaults, List<Event> newEvents) {
		return new Scenario(this.nodes, this.sticky, this.skews, newClients, newFaults, newEvents);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		text.append("%d nodes, sticky %s, clocks %s ms ahead%n".formatted(this.nodes, this.sticky, this.skews));
		this.clients.forEach((client) -> text.append("client: %s%n".formatted(client)));
		this.faults.forEach((fault) -> text.append(fault).append(System.lineSeparator()));
		this.events.forEach((event) -> text.append(event).append(System.lineSeparator()));
		return text.toString();
	}

	/**
	 * A request.
	 *
	 * @param node the node that serves it
	 * @param start when it comes at the earliest
	 * @param former whether it comes with the first id of the session
	 * @param actions what it does before its response is committed
	 * @param late what it does after that
	 */
	record Request(int node, long start, boolean former, List<Action> actions, List<Action> late) {

	}

	/**
	 * What a request does.
	 *
	 * @param kind what it does
	 * @param name the attribute
	 */
	record Action(ActionKind kind, String name) {

	}

	/**
	 * What happens to an operation.
	 *
	 * @param kind what happens
	 * @param operation the number of the operation
	 */
	record Fault(FaultKind kind, int operation) {

	}

	/**
	 * What happens to the cluster.
	 *
	 * @param kind what happens
	 * @param start when it begins
	 * @param end when it is over
	 * @param node the node that it happens to
	 */
	record Event(EventKind kind, long start, long end, int node) {

	}

	/**
	 * Kinds of actions.
	 */
	enum ActionKind {

		READ, SET, CHANGE, REMOVE, RENEW, INVALIDATE

	}

	/**
	 * Kinds of faults of an operation: it was repeated and has found its own value; its
	 * answer was lost; it has failed; it has failed and happens later; its node dies
	 * before it, or after it.
	 */
	enum FaultKind {

		REPEATED, ANSWER_LOST, FAILED, DELAYED, DEATH_BEFORE, DEATH_AFTER

	}

	/**
	 * Kinds of events: a node is apart from the others for a while; the store goes back
	 * to an older state; a node dies; a node drops its copies.
	 */
	enum EventKind {

		SPLIT, LOSS, DEATH, EVICTION

	}

}
