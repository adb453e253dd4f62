package io.github.hazelcastjetty.sample.cluster;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Starts two nodes of the shop behind a balancer, says where to look, and runs until it
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
		OUT.println("Starting two nodes of the shop ...");
		SampleCluster cluster = SampleCluster.builder("demo").nodes("a", "b").balancerPort(balancerPort()).start();
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

	private static String welcome(SampleCluster cluster) {
		SampleNode first = cluster.nodes().get(0);
		String nodes = cluster.nodes()
			.stream()
			.map((node) -> "  node %s  %s  process %d  log %s".formatted(node.name(), node.uri(), node.pid(),
					node.log()))
			.collect(Collectors.joining(System.lineSeparator()));
		return """

				The shop is open: %s

				  Put something into the cart and reload: each time another node answers,
				  with the same session. The page says which node it was and how the
				  session came there.

				%s

				Try a fail-over: fill the cart, end a node without warning
				  kill -9 %d
				and reload. The other node has the session as you left it.

				Ctrl-C ends the demo.
				""".formatted(cluster.proxy().uri(), nodes, first.pid());
	}

	private static void stop(SampleCluster cluster, CountDownLatch end) {
		cluster.close();
		end.countDown();
	}

}
