package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.format.StoredHead;
import io.github.hazelcastjetty.session.hazelcast.simulation.Client.Browser;
import io.github.hazelcastjetty.session.hazelcast.simulation.Scenario.EventKind;
import io.github.hazelcastjetty.session.hazelcast.simulation.Scenario.Request;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.jetty.cache.SessionUse;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.StoredAttribute.Inline;

/**
 * One run of a scenario, in the order that a seed gives, and what has to be true
 * afterwards.
 */
final class Simulation {

	private static final long TIMEOUT = Duration.ofMinutes(30).toMillis();

	private static final List<String> NAMES = List.of("small", "large", "mutable");

	private static final int MISSING = -1;

	private final Scenario scenario;

	private final Scheduler scheduler;

	private final World world;

	private final Browser browser = new Browser();

	private Simulation(Scenario scenario, long seed, Threads threads, List<String> trace) {
		this.scenario = scenario;
		this.scheduler = new Scheduler(seed, threads);
		this.world = new World(scenario, this.scheduler, trace);
	}

	/**
	 * Run a scenario.
	 * @param trace is told what happens, or {@code null}
	 * @return what went wrong, or {@code null}
	 */
	static Violation run(Scenario scenario, long seed, Threads threads, List<String> trace) {
		try {
			new Simulation(scenario, seed, threads, trace).run();
			return null;
		}
		catch (Violation ex) {
			return ex;
		}
		catch (Exception ex) {
			return new Violation("The simulation has failed", ex);
		}
	}

	private void run() throws Exception {
		inTask(this::create);
		this.world.start();
		for (int i = 0; i < this.scenario.clients().size(); i++) {
			List<Request> requests = this.scenario.clients().get(i);
			Client client = new Client(this.world, this.browser, "client" + i);
			this.world.later(0, () -> true, () -> send(client, requests));
		}
		this.scheduler.run();
		this.world.stop();
		inTask(this::sweep);
		// A copy that is trusted may be as old as that
		this.scheduler.pass(Node.STALE_PERIOD.toMillis());
		checkSession();
		end();
	}

	private void inTask(Step step) {
		this.world.later(0, () -> true, () -> {
			try {
				step.run();
			}
			catch (Violation ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		this.scheduler.run();
	}

	private void create() throws Exception {
		Node node = this.world.nodes().get(0);
		String id = this.browser.id();
		ClusteredSession session = (ClusteredSession) node.cache().newSession(id, node.millis(), TIMEOUT);
		session.getSessionData().calcAndSetExpiry(node.millis());
		node.cache().add(id, session);
		SessionUse use = node.cache().firstUse(session);
		List<History.Write> writes = new ArrayList<>();
		for (String name : NAMES) {
			History.Write write = this.world.history().write(name, node, false, 0);
			writes.add(write);
			session.setAttribute(name, ValueCodec.value(name, write.value()));
		}
		node.saving(() -> {
			node.cache().commit(session);
			node.cache().finish(use);
			return null;
		});
		this.world.history().end(writes, true);
	}

	private void send(Client client, List<Request> requests) {
		for (Request request : requests) {
			this.scheduler.sleepUntil(this.scheduler.now() + request.start());
			client.send(request);
		}
	}

	private void sweep() {
		for (Node node : this.world.nodes()) {
			if (node.isAlive()) {
				node.cache().sweep().collect();
			}
		}
	}

	private void checkSession() {
		SessionHead head = this.world.whole().heads().get(Browser.NAME);
		History history = this.world.history();
		if (head == null || head.isClaimed()) {
			if (!this.browser.mayHaveEnded()) {
				throw new Violation("A session has ended for no reason");
			}
		}
		else if (this.browser.isEnded() && !history.isLost() && this.world.deaths() == 0) {
			throw new Violation("A session that was ended is still there");
		}
		else if (!this.browser.mayHaveEnded() || history.isContinuous()) {
			checkAttributes(StoredHead.of(Browser.NAME, head));
		}
	}

	private void checkAttributes(StoredHead head) {
		for (String name : NAMES) {
			int value = number(head, name);
			if (value != MISSING) {
				this.world.history().check("The store", name, value, Long.MAX_VALUE);
			}
		}
		String id = this.world.nodes().get(0).cache().stored().id(SessionKey.of(Browser.NAME), head);
		if (this.browser.isCertain() && this.world.history().isContinuous() && !id.equals(this.browser.id())) {
			throw new Violation("The cookie " + this.browser.id() + " does not work");
		}
		for (Node node : this.world.nodes()) {
			if (node.isAlive()) {
				inTask(() -> checkNode(node, id, head));
			}
		}
	}

	private void checkNode(Node node, String id, StoredHead head) {
		SessionUse use = node.cache().enter(id, (origin) -> {
		});
		if (use == null) {
			throw new Violation(node.name() + " does not find the session");
		}
		for (String name : NAMES) {
			Object value = use.session().getAttribute(name);
			int number = (value != null) ? ValueCodec.number(value) : 0;
			int stored = number(head, name);
			if (number != stored && stored != MISSING) {
				throw new Violation("%s reads %s = %s, but %s is stored".formatted(node.name(), name, number, stored));
			}
		}
		use.answered();
		node.cache().leave(use);
	}

	private int number(StoredHead head, String name) {
		StoredAttribute attribute = head.attributes().get(name);
		if (attribute == null) {
			return 0;
		}
		if (attribute instanceof Inline inline) {
			return ValueCodec.number(inline.bytes());
		}
		byte[] bytes = this.world.whole().large().get(new AttributeKey(Browser.NAME, name, attribute.stamp()));
		if (bytes == null && (this.world.history().isLost() || this.world.history().isChangedWhileJoining(name))) {
			// It was written before the loss, for a head that was stored after it
			return MISSING;
		}
		if (bytes == null) {
			throw new Violation("The value of %s is missing".formatted(name));
		}
		return ValueCodec.number(bytes);
	}

	/**
	 * Let the session expire, and see what is left.
	 */
	private void end() {
		this.scheduler.pass(5 * TIMEOUT);
		for (int i = 0; i < 3; i++) {
			inTask(this::sweep);
			this.scheduler.pass(Duration.ofMinutes(2).toMillis());
		}
		Map<String, SessionHead> heads = this.world.whole().heads();
		if (!heads.isEmpty()) {
			throw new Violation("Sessions are left behind: " + heads);
		}
		if (!this.world.history().isFaulty() && !this.world.whole().large().isEmpty()) {
			throw new Violation("Large attributes are left behind: " + this.world.whole().large().keySet());
		}
		int most = 1 + this.world.deaths();
		most += this.scenario.has(EventKind.SPLIT) ? 1 : 0;
		most += this.scenario.has(EventKind.LOSS) ? 1 : 0;
		if (this.world.destroyed() < 1 || this.world.destroyed() > most) {
			throw new Violation("sessionDestroyed was called %s times".formatted(this.world.destroyed()));
		}
	}

	/**
	 * Something that is done in a task.
	 */
	private interface Step {

		void run() throws Exception;

	}

}
