package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.ArrayList;
import java.util.List;

import io.github.hazelcastjetty.session.hazelcast.simulation.History.Write;
import io.github.hazelcastjetty.session.hazelcast.simulation.Scenario.Action;
import io.github.hazelcastjetty.session.hazelcast.simulation.Scenario.Request;
import io.github.hazelcastjetty.session.hazelcast.simulation.ValueCodec.Box;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.jetty.cache.SessionUnavailableException;
import io.github.hazelcastjetty.session.jetty.cache.SessionUse;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Sends a request after the other, and does what Jetty does with each.
 */
final class Client {

	private final World world;

	private final Browser browser;

	private final String name;

	Client(World world, Browser browser, String name) {
		this.world = world;
		this.browser = browser;
		this.name = name;
	}

	/**
	 * Send a request. One that comes to a dead node goes to another one.
	 */
	void send(Request request) {
		Node node = this.world.nodes().get(request.node());
		if (!node.isAlive()) {
			node = this.world.nodes().stream().filter(Node::isAlive).findFirst().orElseThrow();
		}
		Node target = node;
		boolean[] done = new boolean[1];
		this.world.later(0, target::isAlive, () -> {
			new Exchange(request, target).run();
			done[0] = true;
		});
		this.world.scheduler().await(() -> done[0] || !target.isAlive());
	}

	/**
	 * A request and its answer.
	 */
	final class Exchange {

		private final Request request;

		private final Node node;

		private final String id;

		private final List<Write> writes = new ArrayList<>();

		private final List<Write> mutableWrites = new ArrayList<>();

		private boolean failed;

		private String renewed;

		private long renewal;

		private boolean invalidated;

		private long start;

		private long busySince;

		private Exchange(Request request, Node node) {
			this.request = request;
			this.node = node;
			this.id = request.former() ? Client.this.browser.first() : Client.this.browser.id();
		}

		private History history() {
			return Client.this.world.history();
		}

		private void trace(String what, Object... arguments) {
			Client.this.world.trace(this.node.name() + " " + Client.this.name, what, arguments);
		}

		private void run() {
			this.start = history().now();
			boolean ended = Client.this.browser.isEnded();
			boolean former = !this.id.equals(Client.this.browser.id());
			this.busySince = this.node.begin(this.start);
			try {
				SessionUse use = this.node.cache().enter(this.id, (origin) -> {
				});
				trace("enters with %s: %s", this.id.substring(16, 18), use != null);
				if (use != null) {
					check(ended, former);
					serve(use);
				}
			}
			catch (SessionStoreException ex) {
				trace("is refused: %s", ex.getMessage());
			}
			catch (Exception ex) {
				throw new Violation("A request has failed", ex);
			}
			finally {
				this.node.end(this.mutableWrites);
			}
		}

		private void check(boolean ended, boolean former) {
			if (!history().isContinuous() || Client.this.world.mayHaveMissedANotice()) {
				return;
			}
			if (ended) {
				throw new Violation(Client.this.name + " uses a session that has ended");
			}
			if (former) {
				throw new Violation(Client.this.name + " uses a session with a former secret");
			}
		}

		private void serve(SessionUse use) throws Exception {
			ClusteredSession session = use.session();
			this.node.use(session);
			session.accessByRequest(this.node.millis());
			perform(session, this.request.actions());
			if (!commit(use)) {
				history().end(this.writes, false);
				return;
			}
			List<Write> committed = List.copyOf(this.writes);
			this.writes.clear();
			perform(session, this.request.late());
			use.answered();
			history().end(committed, !this.failed, this.node.isOverlapping() ? this.mutableWrites : List.of());
			answered();
			trace("is answered %s", this.failed ? "with an error" : "");
			finish(use);
		}

		private void answered() {
			if (this.renewed != null && !this.failed) {
				Client.this.browser.renew(this.renewed, this.renewal);
			}
			if (this.invalidated) {
				Client.this.browser.end();
			}
		}

		private boolean commit(SessionUse use) throws Exception {
			try {
				this.node.saving(() -> {
					this.node.cache().commit(use.session());
					use.failIfRefused();
					return null;
				});
				return true;
			}
			catch (SessionStoreException ex) {
				trace("is refused: %s", ex.getMessage());
				use.answered();
				this.node.cache().revert(use.session());
				this.node.cache().revert(use.session());
				this.node.cache().leave(use);
				return false;
			}
		}

		private void finish(SessionUse use) throws Exception {
			boolean settled = false;
			try {
				this.node.saving(() -> {
					if (use.session().mayHaveChanged()) {
						this.node.cache().finish(use);
					}
					else {
						this.node.cache().leave(use);
					}
					return null;
				});
				settled = !use.session().mayHaveChanged();
			}
			catch (SessionStoreException ex) {
				trace("has changed the session too late: %s", ex.getMessage());
				settled = true;
			}
			if (settled) {
				history().end(this.writes, false);
			}
		}

		private void perform(ClusteredSession session, List<Action> actions) throws Exception {
			for (Action action : actions) {
				Client.this.world.scheduler().step();
				try {
					perform(session, action);
				}
				catch (SessionUnavailableException | SessionStoreException | IllegalStateException ex) {
					trace("fails: %s", ex.getMessage());
					this.failed = true;
					return;
				}
			}
		}

		private void perform(ClusteredSession session, Action action) throws Exception {
			switch (action.kind()) {
				case READ -> read(session, action.name());
				case SET -> {
					Write write = write(action.name(), false);
					session.setAttribute(action.name(), ValueCodec.value(action.name(), write.value()));
				}
				case CHANGE -> change(session, action.name());
				case REMOVE -> {
					if (session.isPresent(action.name())) {
						write(action.name(), true);
					}
					session.setAttribute(action.name(), null);
				}
				case RENEW -> {
					if (this.renewed != null) {
						return;
					}
					String newId = Client.this.browser.next();
					this.renewed = this.node.saving(() -> {
						this.node.cache().renewId(this.id, newId);
						return session.getId();
					});
					this.renewal = history().now();
					trace("has changed the id to %s", this.renewed.substring(16, 18));
				}
				case INVALIDATE -> {
					Client.this.browser.beginEnd();
					this.node.saving(() -> {
						session.invalidate();
						return null;
					});
					this.invalidated = true;
				}
			}
		}

		private void read(ClusteredSession session, String attribute) {
			Object value = session.getAttribute(attribute);
			int number = (value != null) ? ValueCodec.number(value) : 0;
			trace("reads %s=%s", attribute, number);
			if (history().isContinuous() && !Client.this.world.mayHaveMissedANotice()) {
				history().check(Client.this.name, attribute, number,
						"mutable".equals(attribute) ? this.busySince : this.start);
			}
		}

		private void change(ClusteredSession session, String attribute) {
			Object value = session.getAttribute(attribute);
			if (value instanceof Box box) {
				box.change(write(attribute, false).value());
			}
		}

		private Write write(String attribute, boolean removal) {
			Write write = history().write(attribute, this.node, removal, this.start);
			trace("sets %s=%s", attribute, write.value());
			this.writes.add(write);
			if ("mutable".equals(attribute)) {
				this.mutableWrites.add(write);
			}
			return write;
		}

	}

	/**
	 * Keeps the cookie that the clients share.
	 */
	static final class Browser {

		static final String NAME = "Session000000000";

		private String id = NAME + "00" + "A".repeat(20);

		private final String first = this.id;

		private int count;

		private boolean ended;

		private boolean mayHaveEnded;

		private int openRenewals;

		private long renewed;

		String id() {
			return this.id;
		}

		String first() {
			return this.first;
		}

		String next() {
			this.count++;
			this.openRenewals++;
			return NAME + ("%02d".formatted(this.count)) + "A".repeat(20);
		}

		/**
		 * Take over another id, unless a later one came first.
		 */
		void renew(String newId, long time) {
			this.openRenewals--;
			if (time > this.renewed) {
				this.id = newId;
				this.renewed = time;
			}
		}

		boolean isEnded() {
			return this.ended;
		}

		void end() {
			this.ended = true;
		}

		/**
		 * A request is going to end the session, which may happen although it fails.
		 */
		void beginEnd() {
			this.mayHaveEnded = true;
		}

		boolean mayHaveEnded() {
			return this.mayHaveEnded;
		}

		/**
		 * Return whether the clients know of all changes of the id.
		 */
		boolean isCertain() {
			return this.openRenewals == 0;
		}

	}

}
