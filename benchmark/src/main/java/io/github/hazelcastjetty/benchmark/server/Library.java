package io.github.hazelcastjetty.benchmark.server;

import java.nio.file.Path;
import java.util.List;

/**
 * Who keeps the sessions.
 */
public enum Library {

	/** Jetty itself, in memory: the sessions of a node are lost with it. */
	IN_MEMORY("in-memory Jetty", "none",
			List.of("hazelcast", "jetty-hazelcast", "spring-session", "spring-boot-hazelcast", "jetty-nosql")),

	/** The starter of this project. */
	OURS("this project", "none", List.of("jetty-hazelcast", "hazelcast-spring-session", "spring-session-core")),

	/** Jetty's own session store on Hazelcast. */
	JETTY_HAZELCAST("jetty-hazelcast", "JettyHazelcastConfiguration",
			List.of("hazelcast-jetty-session", "hazelcast-spring-session", "spring-boot-hazelcast", "spring-session",
					"jetty-nosql")),

	/** Hazelcast's module for Spring Session. */
	HAZELCAST_SPRING_SESSION("hazelcast-spring-session", "HazelcastSpringSessionConfiguration",
			List.of("hazelcast-jetty-session", "spring-boot-hazelcast", "jetty-hazelcast", "jetty-nosql"));

	private static final Path CLASSES = Path.of("target", "classes");

	private final String label;

	private final String configuration;

	private final List<String> absent;

	Library(String label, String configuration, List<String> absent) {
		this.label = label;
		this.configuration = configuration;
		this.absent = absent;
	}

	/**
	 * Return what the tables call it.
	 * @return what the tables call it
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Return the name of the configuration class to start the application with.
	 */
	String configuration() {
		return this.configuration;
	}

	/**
	 * Whether something on the class path is of no concern to it.
	 * @param path a jar, or the directory {@code target/classes} of a module
	 */
	boolean leavesOut(String path) {
		Path entry = Path.of(path);
		String name = entry.endsWith(CLASSES)
				? entry.getName(entry.getNameCount() - CLASSES.getNameCount() - 1).toString()
				: entry.getFileName().toString();
		return this.absent.stream().anyMatch(name::startsWith);
	}

}
