package io.github.hazelcastjetty.session.persistence;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The table and the way to call it, as an application gives it to its member: in the user
 * context, by the name of the map.
 *
 * @param calls the way
 * @param table the table
 */
record SessionDatabase(DatabaseCalls calls, SessionTable table) {

	static @Nullable SessionDatabase find(Map<String, Object> userContext, String map) {
		return (SessionDatabase) userContext.get(key(map));
	}

	void register(Map<String, Object> userContext, String map) {
		userContext.put(key(map), this);
	}

	private static String key(String map) {
		return SessionDatabase.class.getName() + ":" + map;
	}

}
