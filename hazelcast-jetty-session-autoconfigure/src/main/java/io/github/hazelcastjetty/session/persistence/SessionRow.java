package io.github.hazelcastjetty.session.persistence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import com.hazelcast.map.EntryLoader.MetadataAwareValue;

import io.github.hazelcastjetty.session.hazelcast.format.SessionEntries;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;

/**
 * An entry of a map as a row of the table.
 *
 * @param id identifies the entry: of a fixed length, and without letters that a database
 * could take for equal
 * @param map the name of the map
 * @param key the text of the key, as bytes: some databases refuse some characters
 * @param value the value
 * @param sessionExpiry when the session expires, in milliseconds since the epoch;
 * {@link Long#MAX_VALUE}: never, or this is an attribute
 * @param retainUntil when Hazelcast forgets the entry, in milliseconds since the epoch;
 * {@link Long#MAX_VALUE}: never
 */
record SessionRow(String id, String map, byte[] key, byte[] value, long sessionExpiry, long retainUntil) {

	static SessionRow of(String map, Object key, MetadataAwareValue<Object> entry) {
		Object value = entry.getValue();
		String text = SessionEntries.toText(key);
		long sessionExpiry = (value instanceof SessionHead head) ? head.expiry() : Long.MAX_VALUE;
		return new SessionRow(id(map, text), map, text.getBytes(StandardCharsets.UTF_8), SessionEntries.toBytes(value),
				sessionExpiry, entry.getExpirationTime());
	}

	static String id(String map, Object key) {
		return id(map, SessionEntries.toText(key));
	}

	private static String id(String map, String key) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(map.getBytes(StandardCharsets.UTF_8));
			// In no name of a map, so two different pairs never give the same bytes
			digest.update((byte) 0);
			digest.update(key.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static Object value(byte[] bytes) {
		return SessionEntries.toValue(bytes);
	}

	static Object key(byte[] bytes) {
		return SessionEntries.toKey(new String(bytes, StandardCharsets.UTF_8));
	}

}
