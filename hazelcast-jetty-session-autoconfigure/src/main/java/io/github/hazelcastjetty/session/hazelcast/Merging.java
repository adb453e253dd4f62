package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;

import io.github.hazelcastjetty.session.hazelcast.call.ClusterCalls;
import io.github.hazelcastjetty.session.hazelcast.call.Deadline;

/**
 * Keeps this node from its sessions while its part of a split cluster joins the other
 * one. Until all entries are merged the cluster does not know the sessions of this part,
 * or only as the other part has them.
 * <p>
 * Each member merges the entries that it keeps, and is told of nothing but the end of its
 * own merging. So it then asks the others until there was no answer for a while: who
 * still merges answers.
 */
final class Merging implements LifecycleListener, AutoCloseable {

	private static final String QUESTION = "who-merges";

	private static final String ANSWER = "merging";

	private static final Duration ANSWER_TIME = Duration.ofMillis(250);

	/**
	 * Messages may get lost while members join.
	 */
	private static final int UNANSWERED_QUESTIONS = 4;

	/**
	 * A member of this part that is not in the cluster again after this may have died.
	 */
	private static final Duration JOIN_TIME = Duration.ofSeconds(20);

	private final HazelcastInstance instance;

	private final ITopic<String[]> topic;

	private final ClusterCalls calls;

	private final Runnable merged;

	private final Semaphore answers = new Semaphore(0);

	private final UUID lifecycleRegistration;

	private final UUID topicRegistration;

	private volatile boolean merging;

	private volatile Set<Address> part = Set.of();

	/**
	 * Create an instance.
	 * @param topic the topic for notices between nodes
	 * @param merged is run when everything is merged
	 */
	Merging(HazelcastInstance instance, ITopic<String[]> topic, ClusterCalls calls, Runnable merged) {
		this.instance = instance;
		this.topic = topic;
		this.calls = calls;
		this.merged = merged;
		this.topicRegistration = topic.addMessageListener(this::receive);
		this.lifecycleRegistration = instance.getLifecycleService().addLifecycleListener(this);
	}

	@Override
	public void stateChanged(LifecycleEvent event) {
		if (event.getState() == LifecycleState.MERGING) {
			this.part = addresses(this.instance.getCluster());
			this.merging = true;
			this.calls.suspend();
		}
		else if (event.getState() == LifecycleState.MERGED) {
			this.merging = false;
			Thread thread = new Thread(this::resume, "hazelcast-jetty-session-merge");
			thread.setDaemon(true);
			thread.start();
		}
		else if (event.getState() == LifecycleState.MERGE_FAILED) {
			this.merging = false;
			this.calls.resume();
		}
	}

	private void resume() {
		try {
			awaitOthers();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			if (!this.merging) {
				this.calls.resume();
				this.merged.run();
			}
		}
	}

	private void awaitOthers() throws InterruptedException {
		Deadline joinTime = Deadline.in(JOIN_TIME);
		int unanswered = 0;
		while (!this.merging && this.instance.getLifecycleService().isRunning()
				&& (unanswered < UNANSWERED_QUESTIONS || !(isComplete() || joinTime.hasPassed()))) {
			this.answers.drainPermits();
			this.topic.publishAsync(new String[] { QUESTION });
			boolean answered = this.answers.tryAcquire(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
			unanswered = answered ? 0 : unanswered + 1;
		}
	}

	private boolean isComplete() {
		return addresses(this.instance.getCluster()).containsAll(this.part);
	}

	private static Set<Address> addresses(Cluster cluster) {
		return cluster.getMembers().stream().map(Member::getAddress).collect(Collectors.toSet());
	}

	private void receive(Message<String[]> message) {
		String what = message.getMessageObject()[0];
		if (QUESTION.equals(what) && this.merging) {
			this.topic.publishAsync(new String[] { ANSWER });
		}
		else if (ANSWER.equals(what)) {
			this.answers.release();
		}
	}

	@Override
	public void close() {
		this.instance.getLifecycleService().removeLifecycleListener(this.lifecycleRegistration);
		this.topic.removeMessageListener(this.topicRegistration);
	}

}
