package io.github.hazelcastjetty.session.cost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadPoolExecutor;

import com.hazelcast.core.HazelcastInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.hazelcastjetty.session.store.SessionStoreStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node of the application.
 */
final class CostNode implements AutoCloseable {

	static final int LARGE_ATTRIBUTES = 9;

	static final int SMALL = 100;

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ConfigurableApplicationContext context;

	/**
	 * Start a node that asks the store at each request, or one that never does so if it
	 * is sticky.
	 */
	CostNode(HazelcastInstance instance, boolean sticky) {
		this.context = new SpringApplicationBuilder(CostApplication.class)
			.initializers((context) -> context.getBeanFactory().registerSingleton("hazelcast", instance))
			.registerShutdownHook(false)
			.run("--server.address=127.0.0.1", "--server.port=0", "--spring.main.banner-mode=off",
					"--spring.jmx.enabled=false", "--hazelcast.jetty.session.map-name=" + mapName(sticky),
					"--hazelcast.jetty.session.sticky=" + sticky,
					"--hazelcast.jetty.session.stale-period=" + (sticky ? "-1s" : "0s"),
					"--hazelcast.jetty.session.clean-up-period=1h",
					// Who waits for a quarter of that asks whether somebody is there
					"--hazelcast.jetty.session.operation-timeout=60s");
	}

	static String mapName(boolean sticky) {
		return sticky ? "sticky" : "non-sticky";
	}

	/**
	 * Create a session of {@value #LARGE_ATTRIBUTES} attributes of the given size and one
	 * of {@value #SMALL} bytes.
	 * @return its cookie
	 */
	String create(int size) {
		return getCookie("/create?count=%d&size=%d&small=%d".formatted(LARGE_ATTRIBUTES, size, SMALL), null);
	}

	/**
	 * Give a session another id.
	 * @return its new cookie
	 */
	String changeId(String cookie) {
		return getCookie("/change-id", cookie);
	}

	private String getCookie(String path, @Nullable String formerCookie) {
		HttpResponse<String> response = send(path, formerCookie);
		assertThat(response.statusCode()).isEqualTo(200);
		HttpCookie cookie = HttpCookie.parse(response.headers().firstValue("Set-Cookie").orElseThrow()).get(0);
		return cookie.getName() + "=" + cookie.getValue();
	}

	String get(String path, @Nullable String cookie) {
		HttpResponse<String> response = send(path, cookie);
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	/**
	 * Return whether all is done that requests have left to do after them.
	 */
	boolean isIdle() {
		Object workers = this.context.getBean(SessionStoreStatus.class);
		for (String field : List.of("store", "connection", "calls", "workers")) {
			workers = Objects.requireNonNull(ReflectionTestUtils.getField(workers, field));
		}
		return isIdle(workers, "calls") && isIdle(workers, "tasks");
	}

	private static boolean isIdle(Object workers, String field) {
		ThreadPoolExecutor executor = (ThreadPoolExecutor) ReflectionTestUtils.getField(workers, field);
		return Objects.requireNonNull(executor).getQueue().isEmpty() && executor.getActiveCount() == 0;
	}

	private HttpResponse<String> send(String path, @Nullable String cookie) {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(LIMIT);
		if (cookie != null) {
			request.header("Cookie", cookie);
		}
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
