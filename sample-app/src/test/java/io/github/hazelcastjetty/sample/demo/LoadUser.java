package io.github.hazelcastjetty.sample.demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A user of the load with a session of its own. Each request writes a number that is one
 * higher, and is told which one was there before: if that is lower than the last one
 * whose writing was acknowledged, a write was lost. A write that failed may have happened
 * or not, and both are right.
 */
final class LoadUser {

	private static final Duration LIMIT = Duration.ofSeconds(40);

	private static final int OK = 200;

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.cookieHandler(new CookieManager())
		.build();

	private final URI shop;

	private final LoadCounts counts;

	private int acknowledged;

	private int written;

	LoadUser(URI shop, LoadCounts counts) {
		this.shop = shop;
		this.counts = counts;
	}

	/**
	 * Writes the next number and checks the last one.
	 * @throws InterruptedException if the load is stopped meanwhile
	 */
	void write() throws InterruptedException {
		this.written++;
		long start = System.nanoTime();
		try {
			HttpResponse<String> response = send("PUT", "/api/counter?value=" + this.written);
			if (response.statusCode() == OK) {
				this.counts.answered(Duration.ofNanos(System.nanoTime() - start));
				check(Integer.parseInt(response.body()));
				return;
			}
		}
		catch (IOException ex) {
			// Counted like an error that somebody has sent
		}
		this.counts.failed();
	}

	private void check(int before) {
		if (before < this.acknowledged) {
			this.counts.lost();
		}
		this.acknowledged = this.written;
	}

	/**
	 * Ends the session, so that the load leaves nothing behind.
	 * @throws InterruptedException if somebody does not want to wait for that
	 */
	void leave() throws InterruptedException {
		try {
			send("POST", "/api/invalidate");
		}
		catch (IOException ex) {
			// It ends by itself one day
		}
	}

	private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.shop.resolve(path))
			.timeout(LIMIT)
			.header(RequestRecorder.LOAD, "true")
			.method(method, BodyPublishers.noBody())
			.build();
		return this.client.send(request, BodyHandlers.ofString());
	}

}
