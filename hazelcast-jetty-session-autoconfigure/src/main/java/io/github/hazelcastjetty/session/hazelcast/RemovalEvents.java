package io.github.hazelcastjetty.session.hazelcast;

import java.util.UUID;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryExpiredListener;
import com.hazelcast.map.listener.EntryRemovedListener;

import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * Passes on that a session has left the map. The events carry keys only.
 */
final class RemovalEvents
		implements EntryRemovedListener<String, SessionHead>, EntryExpiredListener<String, SessionHead>, AutoCloseable {

	private final IMap<String, SessionHead> map;

	private final SessionStoreListener listener;

	private final UUID registration;

	RemovalEvents(IMap<String, SessionHead> map, SessionStoreListener listener) {
		this.map = map;
		this.listener = listener;
		this.registration = map.addEntryListener(this, false);
	}

	@Override
	public void entryRemoved(EntryEvent<String, SessionHead> event) {
		this.listener.removed(SessionKey.parse(event.getKey()));
	}

	@Override
	public void entryExpired(EntryEvent<String, SessionHead> event) {
		this.listener.removed(SessionKey.parse(event.getKey()));
	}

	@Override
	public void close() {
		this.map.removeEntryListener(this.registration);
	}

}
