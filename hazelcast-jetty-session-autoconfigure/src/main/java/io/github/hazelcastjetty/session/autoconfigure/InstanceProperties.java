package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;

/**
 * The properties of Hazelcast that sessions need, for the instances that we start. A
 * value that is there already, in a file or as a system property, is left alone.
 */
final class InstanceProperties {

	private static final Duration MERGE_DELAY = Duration.ofSeconds(10);

	private static final Duration MIN_CALL_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration GRACEFUL_SHUTDOWN_TIMEOUT = Duration.ofSeconds(60);

	private InstanceProperties() {
	}

	static void complete(Config config, SessionOptions options) {
		ofMember(options).forEach((name, value) -> {
			if (config.getProperty(name) == null) {
				config.setProperty(name, value);
			}
		});
		// It would stop the member while requests are still served
		config.setProperty("hazelcast.shutdownhook.enabled", "false");
	}

	static void complete(ClientConfig config, SessionOptions options) {
		ofClient(options).forEach((name, value) -> {
			if (config.getProperty(name) == null) {
				config.setProperty(name, value);
			}
		});
	}

	private static Map<String, String> ofMember(SessionOptions options) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("hazelcast.logging.type", "slf4j");
		properties.put("hazelcast.phone.home.enabled", "false");
		properties.put("hazelcast.operation.call.timeout.millis", String.valueOf(callTimeout(options).toMillis()));
		// A change is not to fail because the member with its backup is silent
		properties.put("hazelcast.operation.backup.timeout.millis", String.valueOf(options.backupTimeout().toMillis()));
		// By default a split cluster would look for its other part after five minutes
		// only
		properties.put("hazelcast.merge.first.run.delay.seconds", String.valueOf(MERGE_DELAY.toSeconds()));
		properties.put("hazelcast.merge.next.run.delay.seconds", String.valueOf(MERGE_DELAY.toSeconds()));
		// While a partition moves, its old owner would still answer reads
		properties.put("hazelcast.partition.migration.stale.read.disabled", "true");
		properties.put("hazelcast.graceful.shutdown.max.wait", String.valueOf(GRACEFUL_SHUTDOWN_TIMEOUT.toSeconds()));
		return properties;
	}

	private static Map<String, String> ofClient(SessionOptions options) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("hazelcast.logging.type", "slf4j");
		long timeout = Math.max(1, options.operationTimeout().plusMillis(999).toSeconds());
		properties.put("hazelcast.client.invocation.timeout.seconds", String.valueOf(timeout));
		// Backups answer to the client, and a change is not to fail because one does not
		properties.put("hazelcast.client.operation.backup.timeout.millis",
				String.valueOf(options.backupTimeout().toMillis()));
		return properties;
	}

	private static Duration callTimeout(SessionOptions options) {
		Duration timeout = options.operationTimeout();
		return (timeout.compareTo(MIN_CALL_TIMEOUT) > 0) ? timeout : MIN_CALL_TIMEOUT;
	}

}
