package io.github.hazelcastjetty.benchmark.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What users do, again and again.
 */
public enum Scenario {

	/** Each request reads the small attribute. */
	READ("read", false, List.of("/read")),

	/** Each request sets the small attribute. */
	WRITE("write one attribute", false, List.of("/write")),

	/** One request in ten sets the small attribute, the others read it. */
	TENTH("10 % writes", false, tenth()),

	/** Each request changes an element of a list without setting the attribute. */
	IN_PLACE("change in place", true, List.of("/change")),

	/** A new session, its log-in with a new id, one request, and the log-out. */
	LOG_IN("log-in and log-out", false, List.of("/login", "/read", "/logout")),

	/** As {@link #READ}, by very many users. */
	READ_BY_MANY("read, %d users".formatted(Scenario.MANY), false, List.of("/read")),

	/** As {@link #WRITE}, by very many users. */
	WRITE_BY_MANY("write, %d users".formatted(Scenario.MANY), false, List.of("/write")),

	/** New sessions that nobody comes back to. */
	ABANDON("new sessions", false, List.of()),

	/** Reads and writes in turn, while the virtual machine is not warm yet. */
	HALF_WARM("half-warm", false, List.of("/read", "/write"));

	/** How many users very many are. */
	public static final int MANY = 200;

	private final String label;

	private final boolean list;

	private final List<String> paths;

	Scenario(String label, boolean list, List<String> paths) {
		this.label = label;
		this.list = list;
		this.paths = paths;
	}

	private static List<String> tenth() {
		List<String> paths = new ArrayList<>(List.of("/write"));
		paths.addAll(Collections.nCopies(9, "/read"));
		return List.copyOf(paths);
	}

	/**
	 * Return what the tables call it.
	 * @return what the tables call it
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Whether it is about very many users.
	 * @return whether there are {@link #MANY} users, and not as many as usual
	 */
	public boolean isByMany() {
		return this == READ_BY_MANY || this == WRITE_BY_MANY;
	}

	/**
	 * Return what to ask for to get a session.
	 * @param size its size in bytes
	 * @return the path
	 */
	String creation(int size) {
		return "/create?size=" + size + (this.list ? "&list=yes" : "");
	}

	/**
	 * Return what to ask for in turn, once there is a session. If there is nothing, the
	 * session is forgotten.
	 */
	List<String> paths() {
		return this.paths;
	}

}
