package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * The ways to tell a node of which cluster it is a client.
 */
enum ClientConnection {

	/**
	 * By our own properties.
	 */
	PROPERTIES {
		@Override
		Map<String, String> to(ClusterAddress cluster) {
			return Map.of(PREFIX + "client-only", "true", PREFIX + "cluster-name", cluster.name(), PREFIX + "members",
					String.join(",", cluster.members()));
		}
	},

	/**
	 * By an XML file of Hazelcast's.
	 */
	XML {
		@Override
		Map<String, String> to(ClusterAddress cluster) {
			String addresses = cluster.members().stream().map("<address>%s</address>"::formatted).collect(LINES);
			return file(cluster.name() + "-client.xml", """
					<?xml version="1.0" encoding="UTF-8"?>
					<hazelcast-client xmlns="http://www.hazelcast.com/schema/client-config">
						<cluster-name>%s</cluster-name>
						<network>
							<cluster-members>
								%s
							</cluster-members>
						</network>
					</hazelcast-client>
					""".formatted(cluster.name(), addresses));
		}
	},

	/**
	 * By a YAML file of Hazelcast's.
	 */
	YAML {
		@Override
		Map<String, String> to(ClusterAddress cluster) {
			String addresses = cluster.members().stream().map("      - %s"::formatted).collect(LINES);
			return file(cluster.name() + "-client.yaml", """
					hazelcast-client:
					  cluster-name: %s
					  network:
					    cluster-members:
					%s
					""".formatted(cluster.name(), addresses));
		}
	},

	/**
	 * Not at all: the application has a client of its own.
	 */
	BEAN {
		@Override
		Map<String, String> to(ClusterAddress cluster) {
			return Map.of("storm.client.cluster", cluster.name(), "storm.client.members",
					String.join(",", cluster.members()));
		}
	};

	private static final String PREFIX = "hazelcast.jetty.session.";

	private static final Collector<CharSequence, ?, String> LINES = Collectors.joining("\n");

	/**
	 * The properties of a node that connects like this.
	 */
	abstract Map<String, String> to(ClusterAddress cluster);

	private static Map<String, String> file(String name, String content) {
		try {
			Path directory = Files.createDirectories(Program.buildDirectory().resolve("cluster-logs"));
			Path file = Files.writeString(directory.resolve(name), content);
			return Map.of(PREFIX + "client-only", "true", PREFIX + "config-location", file.toUri().toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
