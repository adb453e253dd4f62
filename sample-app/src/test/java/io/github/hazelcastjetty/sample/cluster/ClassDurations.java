package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * Prints the slowest test classes of a JVM when it ends. Found by
 * {@code META-INF/services}, for all classes.
 */
public final class ClassDurations implements BeforeAllCallback, AfterAllCallback {

	private static final int MOST = 15;

	private static final Namespace NAMESPACE = Namespace.create(ClassDurations.class);

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getStore(NAMESPACE).put("start", System.nanoTime());
	}

	@Override
	public void afterAll(ExtensionContext context) {
		long start = context.getStore(NAMESPACE).remove("start", Long.class);
		Class<?> type = context.getRequiredTestClass();
		if (type.getEnclosingClass() == null) {
			Store session = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
			session.computeIfAbsent("report", (key) -> new Report(), Report.class).durations.merge(type.getSimpleName(),
					Duration.ofNanos(System.nanoTime() - start), Duration::plus);
		}
	}

	/**
	 * Printed when the launcher closes its store.
	 */
	private static final class Report implements AutoCloseable {

		private final Map<String, Duration> durations = new ConcurrentHashMap<>();

		@Override
		public void close() {
			StringBuilder text = new StringBuilder("Slowest test classes of this JVM:%n".formatted());
			this.durations.entrySet()
				.stream()
				.sorted(Entry.<String, Duration>comparingByValue().reversed())
				.limit(MOST)
				.forEach((entry) -> text
					.append("%7.1f s  %s%n".formatted(entry.getValue().toMillis() / 1000.0, entry.getKey())));
			System.out.print(text);
		}

	}

}
