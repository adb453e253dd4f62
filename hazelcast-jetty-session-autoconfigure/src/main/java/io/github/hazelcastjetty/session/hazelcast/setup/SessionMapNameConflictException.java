package io.github.hazelcastjetty.session.hazelcast.setup;

/**
 * Thrown when the map that is to hold sessions holds something else.
 *
 * @since 1.0.0
 */
public class SessionMapNameConflictException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String mapName;

	/**
	 * Create an exception.
	 * @param mapName the name of the map
	 * @param found what it holds
	 */
	public SessionMapNameConflictException(String mapName, String found) {
		super("The map '%s' cannot hold sessions because it holds something else (%s)".formatted(mapName, found));
		this.mapName = mapName;
	}

	/**
	 * Return the name of the map.
	 * @return the name
	 */
	public String getMapName() {
		return this.mapName;
	}

}
