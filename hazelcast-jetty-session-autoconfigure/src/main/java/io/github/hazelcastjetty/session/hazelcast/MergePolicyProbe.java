package io.github.hazelcastjetty.session.hazelcast;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;

/**
 * Finds out whether members have our classes: it can be called only where it is known.
 */
final class MergePolicyProbe implements Callable<Boolean>, DataSerializable {

	private static final String EXECUTOR = "jetty-sessions-probe";

	private static final int PATIENCE_SECONDS = 5;

	MergePolicyProbe() {
	}

	/**
	 * Return whether all other members have our classes.
	 */
	static boolean isKnownToAll(HazelcastInstance member) {
		List<Member> others = member.getCluster()
			.getMembers()
			.stream()
			.filter((other) -> !other.localMember())
			.toList();
		if (others.isEmpty()) {
			return true;
		}
		IExecutorService executor = member.getExecutorService(EXECUTOR);
		try {
			return others.stream().allMatch((other) -> isKnownTo(other, executor));
		}
		finally {
			executor.destroy();
		}
	}

	private static boolean isKnownTo(Member member, IExecutorService executor) {
		try {
			return executor.submitToMember(new MergePolicyProbe(), member).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException | RuntimeException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public Boolean call() {
		return true;
	}

	@Override
	public void writeData(ObjectDataOutput out) {
		// It has no state
	}

	@Override
	public void readData(ObjectDataInput in) {
		// It has no state
	}

}
