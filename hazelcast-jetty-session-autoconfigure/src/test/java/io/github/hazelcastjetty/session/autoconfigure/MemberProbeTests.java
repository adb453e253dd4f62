package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemberProbe}.
 */
class MemberProbeTests {

	@Test
	void listensOrNot() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String listening = "127.0.0.1:" + socket.getLocalPort();
			String silent = "127.0.0.1:" + TestMembers.freePort();
			assertThat(MemberProbe.listening(List.of(silent, "no address:", listening))).containsExactly(listening);
		}
	}

	/**
	 * As one does whose name is not resolved.
	 */
	@Test
	@Timeout(20)
	void addressThatTakesLongHoldsUpNothing() {
		CountDownLatch never = new CountDownLatch(1);
		List<String> listening = MemberProbe.listening(List.of("one", "stuck", "other"), (address) -> {
			if (address.equals("stuck")) {
				awaitStubbornly(never);
			}
			return true;
		}, Duration.ofSeconds(1));
		never.countDown();
		assertThat(listening).containsExactly("one", "other");
	}

	private static void awaitStubbornly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// Nor does a look-up care
			}
		}
	}

}
