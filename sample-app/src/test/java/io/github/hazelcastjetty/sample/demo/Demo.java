package io.github.hazelcastjetty.sample.demo;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.hazelcastjetty.sample.cluster.FreePorts;
import io.github.hazelcastjetty.sample.cluster.SampleNode;

/**
 * Starts three nodes of the shop behind a balancer, says where to look, and runs until it
 * is interrupted.
 */
public final class Demo {

	private static final int FIRST_PORT = 8000;

	private static final int LAST_PORT = 8099;

	private static final PrintStream OUT = System.out;

	private Demo() {
	}

	/**
	 * Runs the demo.
	 * @param args not used
	 * @throws InterruptedException if somebody interrupts the main thread
	 */
	public static void main(String[] args) throws InterruptedException {
		OUT.println("Starting three nodes of the shop ...");
		DemoCluster cluster = DemoCluster.start(balancerPort());
		CountDownLatch end = new CountDownLatch(1);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster, end), "stop-demo"));
		OUT.println(welcome(cluster));
		// Not the end of the input: the demo may run without one
		end.await();
	}

	private static int balancerPort() {
		return IntStream.rangeClosed(FIRST_PORT, LAST_PORT)
			.filter(FreePorts::isFree)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"No free port between " + FIRST_PORT + " and " + LAST_PORT + " for the balancer"));
	}

	private static String welcome(DemoCluster cluster) {
		String nodes = cluster.nodes()
			.stream()
			.map((node) -> line(node.node()))
			.collect(Collectors.joining(System.lineSeparator()));
		return """

				The shop is open: %s

				%s

				Fill the cart, start the load, and kill a node: with its button on the
				page, or with kill -9 and the number of its process. The others have
				your session as you left it.

				Ctrl-C ends the demo.
				""".formatted(cluster.uri(), nodes);
	}

	private static String line(SampleNode node) {
		return "  node %s  %s  process %d  log %s".formatted(node.name(), node.uri(), node.pid(), node.log());
	}

	private static void stop(DemoCluster cluster, CountDownLatch end) {
		cluster.close();
		end.countDown();
	}

}
