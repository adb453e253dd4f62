package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

/**
 * Several customers who use the shop through the balancer at the same time, without a
 * pause, while nodes come and go.
 */
final class Customers implements AutoCloseable {

	private static final Duration PROGRESS_LIMIT = Duration.ofSeconds(60);

	private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

	private final CountDownLatch stop = new CountDownLatch(1);

	private final List<Customer> customers;

	private final ExecutorService threads;

	private Customers(SampleCluster cluster, int count) {
		this.customers = IntStream.range(0, count).mapToObj((i) -> new Customer(cluster.browser(), this.stop)).toList();
		this.threads = Executors.newFixedThreadPool(count);
		this.customers.forEach(this.threads::execute);
	}

	static Customers start(SampleCluster cluster, int count) {
		return new Customers(cluster, count);
	}

	/**
	 * Waits until each customer has stored some more numbers.
	 */
	void awaitProgress(int numbers) {
		List<Integer> goals = this.customers.stream().map((customer) -> customer.acknowledged() + numbers).toList();
		Awaitility.await(numbers + " more numbers of each customer")
			.atMost(PROGRESS_LIMIT)
			.pollDelay(Duration.ZERO)
			.until(() -> IntStream.range(0, goals.size())
				.allMatch((i) -> this.customers.get(i).acknowledged() >= goals.get(i)));
	}

	/**
	 * Lets the customers finish their requests and go home.
	 */
	void stop() {
		this.stop.countDown();
		this.threads.shutdown();
		try {
			if (!this.threads.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IllegalStateException("A customer does not stop");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Looks at all sessions on a node once more.
	 */
	void checkAt(SampleNode node) {
		this.customers.forEach((customer) -> customer.checkAt(node));
	}

	List<String> failures() {
		return this.customers.stream().flatMap((customer) -> customer.failures().stream()).toList();
	}

	List<String> losses() {
		return this.customers.stream().flatMap((customer) -> customer.losses().stream()).toList();
	}

	@Override
	public void close() {
		this.stop.countDown();
		this.threads.shutdownNow();
	}

}
