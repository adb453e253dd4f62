package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import com.hazelcast.topic.ITopic;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * Tells a node that uses its copy of a session without asking (sticky mode) that another
 * node has changed the session, and waits until it knows, repeating itself. A node that
 * does not answer is told the next time but not waited for until it has answered once:
 * most likely it is dead.
 */
final class StaleNotices implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final Duration REPETITION = Duration.ofMillis(200);

	private static final String STALE = "stale";

	private static final String NOTED = "noted";

	private static final String ALL_STALE = "all-stale";

	private final ITopic<String[]> topic;

	private final String node;

	private final SessionStoreListener listener;

	private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

	private final Set<String> silent = ConcurrentHashMap.newKeySet();

	private final AtomicLong sequence = new AtomicLong();

	private final UUID registration;

	StaleNotices(ITopic<String[]> topic, String node, SessionStoreListener listener) {
		this.topic = topic;
		this.node = node;
		this.listener = listener;
		this.registration = topic.addMessageListener((message) -> receive(message.getMessageObject()));
	}

	void tell(String holder, SessionKey key, Deadline deadline) {
		String number = this.node + this.sequence.incrementAndGet();
		CompletableFuture<Void> noted = new CompletableFuture<>();
		this.waiting.put(number, noted);
		try {
			Deadline patience = deadline.atMost(PATIENCE);
			do {
				this.topic.publishAsync(new String[] { STALE, holder, number, this.node, key.value() });
			}
			while (!this.silent.contains(holder) && !isNoted(noted, patience));
		}
		catch (TimeoutException ex) {
			this.silent.add(holder);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | RuntimeException ex) {
			// What it is about has happened already. The holder learns of it a little
			// later
		}
		finally {
			this.waiting.remove(number);
		}
	}

	/**
	 * Wait for the answer, but not so long that the notice is not repeated in time. It is
	 * lost if its way leads through a member that does not know the holder yet.
	 */
	private static boolean isNoted(CompletableFuture<Void> noted, Deadline patience)
			throws InterruptedException, ExecutionException, TimeoutException {
		try {
			noted.get(Math.min(REPETITION.toNanos(), patience.remainingNanos()), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			if (patience.hasPassed()) {
				throw ex;
			}
			return false;
		}
	}

	/**
	 * Tell all nodes, this one among them, that any session may have changed. Nobody
	 * waits for them.
	 */
	void tellAll() {
		this.topic.publishAsync(new String[] { ALL_STALE, "", "", this.node, "" });
	}

	/**
	 * Tell all other nodes that a session has changed. Nobody waits for them.
	 */
	void tellAll(SessionKey key) {
		try {
			this.topic.publishAsync(new String[] { ALL_STALE, "", "", this.node, key.value() });
		}
		catch (RuntimeException ex) {
			// The other nodes learn of it when they check their copies
		}
	}

	private void receive(String[] message) {
		if (message.length == 5 && ALL_STALE.equals(message[0])) {
			receiveAllStale(message[3], message[4]);
			return;
		}
		if (message.length != 5 || !this.node.equals(message[1])) {
			return;
		}
		this.silent.remove(message[3]);
		if (STALE.equals(message[0])) {
			this.listener.stale(SessionKey.parse(message[4]));
			this.topic.publishAsync(new String[] { NOTED, message[3], message[2], this.node, "" });
		}
		else if (NOTED.equals(message[0])) {
			CompletableFuture<Void> noted = this.waiting.remove(message[2]);
			if (noted != null) {
				noted.complete(null);
			}
		}
	}

	private void receiveAllStale(String sender, String key) {
		if (key.isEmpty()) {
			this.listener.allStale();
		}
		else if (!this.node.equals(sender)) {
			this.listener.stale(SessionKey.parse(key));
		}
	}

	@Override
	public void close() {
		this.topic.removeMessageListener(this.registration);
	}

}
