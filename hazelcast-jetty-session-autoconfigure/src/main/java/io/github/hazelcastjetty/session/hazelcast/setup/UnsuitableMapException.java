package io.github.hazelcastjetty.session.hazelcast.setup;

import java.util.List;

/**
 * Thrown when a map is configured so that sessions in it would get lost or outdated.
 *
 * @since 1.0.0
 */
public class UnsuitableMapException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String mapName;

	/**
	 * Create an exception.
	 * @param mapName the name of the map
	 * @param configuration which configuration it is
	 * @param settings the settings that are to blame, and why
	 */
	public UnsuitableMapException(String mapName, String configuration, List<String> settings) {
		super("The map '%s' cannot hold sessions as it is configured by %s:%n- %s".formatted(mapName, configuration,
				String.join("%n- ".formatted(), settings)));
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
