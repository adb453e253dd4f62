package io.github.hazelcastjetty.session.jetty;

import java.io.Serializable;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attributes are told once when their session leaves a node and comes back.
 */
@Timeout(60)
class MigrationTests extends AbstractTwoNodesTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private static volatile Runnable leaving = () -> {
	};

	@BeforeEach
	void forget() {
		events.clear();
		leaving = () -> {
		};
	}

	@Test
	void copyUnusedForLongIsPassivatedOnceAndActivatedOnceOnItsReturn() {
		start(JettyNode.settings(Duration.ofMillis(300), 0));
		both("/traveller", (request, response) -> request.getSession().setAttribute("traveller", new Traveller()));
		this.user.get(this.one, "/traveller");
		Awaitility.await().until(() -> Inspector.copies(this.one.manager()).isEmpty());
		assertThat(events).containsExactly("passivated");
		this.user.get(this.one, "/id");
		// By now it may have been dropped again
		assertThat(events).startsWith("passivated", "activated");
		Awaitility.await().until(() -> Inspector.copies(this.one.manager()).isEmpty());
		assertThat(events).containsExactly("passivated", "activated", "passivated");
	}

	@Test
	void copyThatIsUsedAgainWhileItIsDroppedIsActivatedAgain() throws Exception {
		start();
		CountDownLatch goOn = new CountDownLatch(1);
		CountDownLatch running = new CountDownLatch(1);
		both("/traveller", (request, response) -> request.getSession().setAttribute("traveller", new Traveller()));
		this.one.on("/long", (request, response) -> {
			running.countDown();
			Latches.await(goOn);
		});
		this.user.get(this.one, "/traveller");
		awaitIdle();
		ClusteredSession copy = Inspector.copies(this.one.manager()).get(0);
		CompletableFuture<CompletableFuture<HttpResponse<String>>> request = new CompletableFuture<>();
		leaving = () -> {
			request.complete(this.user.start(this.one, "/long"));
			await(running);
		};
		Inspector.evict(this.one.manager(), copy);
		assertThat(events).containsExactly("passivated", "activated");
		assertThat(Inspector.copies(this.one.manager())).containsExactly(copy);
		goOn.countDown();
		assertThat(request.get().get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	@Test
	void copyThatIsBeingDroppedIsNotPassivatedAgain() {
		start();
		both("/traveller", (request, response) -> request.getSession().setAttribute("traveller", new Traveller()));
		this.user.get(this.one, "/traveller");
		awaitIdle();
		ClusteredSession copy = Inspector.copies(this.one.manager()).get(0);
		leaving = () -> {
			leaving = () -> {
			};
			Inspector.evict(this.one.manager(), copy);
		};
		Inspector.evict(this.one.manager(), copy);
		assertThat(events).containsExactly("passivated");
		assertThat(Inspector.copies(this.one.manager())).isEmpty();
	}

	/**
	 * As it is by Spring, which goes on if the first call takes too long.
	 */
	@Test
	void nodeThatIsAskedToStopWhileItStopsDoesSoOnce() {
		start();
		both("/traveller", (request, response) -> request.getSession().setAttribute("traveller", new Traveller()));
		this.user.get(this.one, "/traveller");
		awaitIdle();
		leaving = () -> {
			leaving = () -> {
			};
			this.one.manager().stop();
		};
		this.one.manager().stop();
		assertThat(events).containsExactly("passivated");
	}

	private static void await(CountDownLatch latch) {
		try {
			Latches.await(latch);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class Traveller implements HttpSessionActivationListener, Serializable {

		private static final long serialVersionUID = 1L;

		@Override
		public void sessionWillPassivate(HttpSessionEvent event) {
			events.add("passivated");
			leaving.run();
		}

		@Override
		public void sessionDidActivate(HttpSessionEvent event) {
			events.add("activated");
		}

	}

}
