package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.jetty.cache.Clocks;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSessionCache;
import io.github.hazelcastjetty.session.jetty.cache.SessionIds;
import io.github.hazelcastjetty.session.jetty.cache.SessionUnavailableException;
import io.github.hazelcastjetty.session.jetty.data.AttributeTypes;
import io.github.hazelcastjetty.session.store.ClusteredSessions;
import io.github.hazelcastjetty.session.store.SessionDirectory;
import io.github.hazelcastjetty.session.store.SessionDirectory.Page;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * The sessions of the web applications of this server, as they are in the store. A
 * session is ended by the web application that it belongs to, so that its listeners are
 * told.
 */
final class SessionAdministration implements ClusteredSessions {

	/**
	 * How many sessions are read at once if most of them may not be what is searched for.
	 */
	private static final int PAGE = 500;

	/**
	 * How many pages one search reads.
	 */
	private static final int MAX_PAGES = 20;

	private final SessionStore store;

	private final @Nullable SessionDirectory directory;

	private final AttributeTypes types;

	private final Supplier<Collection<ClusteredSessionCache>> caches;

	private final Clocks clocks;

	/**
	 * Create an instance.
	 * @param directory lists sessions, {@code null}: the store cannot
	 * @param caches supplies those of all web applications of this node
	 */
	SessionAdministration(SessionStore store, @Nullable SessionDirectory directory, AttributeTypes types,
			Supplier<Collection<ClusteredSessionCache>> caches, Clocks clocks) {
		this.store = store;
		this.directory = directory;
		this.types = types;
		this.caches = caches;
		this.clocks = clocks;
	}

	@Override
	public String node() {
		return SessionUnavailableException.translate(this.store::node);
	}

	@Override
	public long count() {
		return SessionUnavailableException.translate(() -> directory().size());
	}

	private SessionDirectory directory() {
		if (this.directory == null) {
			throw new UnsupportedOperationException("The SessionStore bean is no SessionDirectory");
		}
		return this.directory;
	}

	@Override
	public Result search(Query query) {
		return SessionUnavailableException.translate(() -> searchPages(query));
	}

	private Result searchPages(Query query) {
		List<Summary> found = new ArrayList<>();
		Instant now = this.clocks.now();
		SessionKey after = (query.after() != null) ? SessionKey.parse(query.after()) : null;
		for (int i = 0; i < MAX_PAGES; i++) {
			Page page = directory().list(query.principal(), query.node(), after,
					query.isAboutTimes() ? PAGE : query.limit());
			for (Map.Entry<SessionKey, SessionRecord> session : page.sessions().entrySet()) {
				after = session.getKey();
				if (isOurs(after) && matches(session.getValue().times(), query, now)) {
					found.add(summary(after, session.getValue()));
				}
				if (found.size() == query.limit()) {
					return new Result(found, after.value());
				}
			}
			after = page.end();
			if (after == null) {
				return new Result(found, null);
			}
		}
		return new Result(found, (after != null) ? after.value() : null);
	}

	private boolean isOurs(SessionKey key) {
		return this.caches.get().stream().anyMatch((cache) -> cache.stored().isOurs(key));
	}

	private static boolean matches(SessionTimes times, Query query, Instant now) {
		return (query.age() == null || !times.created().plus(query.age()).isAfter(now))
				&& (query.idle() == null || !times.accessed().plus(query.idle()).isAfter(now));
	}

	private static Summary summary(SessionKey key, SessionRecord record) {
		SessionTimes times = record.times();
		return new Summary(key.name(), key.scope(), record.principal(), times.created(), times.accessed(),
				times.isImmortal() ? null : times.expiry(), record.node(), record.attributes().size(),
				record.attributes().values().stream().mapToLong(StoredAttribute::size).sum());
	}

	@Override
	public @Nullable Details find(String name) {
		if (!SessionIds.isPlausibleName(name)) {
			return null;
		}
		return SessionUnavailableException.translate(() -> {
			for (ClusteredSessionCache cache : this.caches.get()) {
				SessionKey key = cache.stored().keyOfName(name);
				SessionRecord record = this.store.find(key, null);
				if (record != null && !record.times().isExpiredAt(this.clocks.now())) {
					return details(key, record);
				}
			}
			return null;
		});
	}

	private Details details(SessionKey key, SessionRecord record) {
		Set<String> apart = new HashSet<>();
		record.attributes().forEach((name, attribute) -> {
			if (attribute instanceof StoredAttribute.Apart) {
				apart.add(name);
			}
		});
		Map<String, byte[]> large = apart.isEmpty() ? Map.of() : this.store.readApart(key, record, apart);
		List<Attribute> attributes = new ArrayList<>();
		record.attributes().forEach((name, attribute) -> {
			byte[] bytes = (attribute instanceof StoredAttribute.Inline inline) ? inline.bytes() : large.get(name);
			String type = (bytes != null) ? this.types.find(key.value(), name, bytes) : null;
			attributes.add(new Attribute(name, type, attribute.size()));
		});
		return new Details(summary(key, record), attributes);
	}

	@Override
	public boolean endSession(String name) {
		if (!SessionIds.isPlausibleName(name)) {
			return false;
		}
		return SessionUnavailableException.translate(() -> {
			boolean ended = false;
			for (ClusteredSessionCache cache : this.caches.get()) {
				ended |= cache.stored().end(cache.stored().keyOfName(name), (record) -> true);
			}
			return ended;
		});
	}

	@Override
	public int endSessions(String principal) {
		return SessionUnavailableException.translate(() -> endAll(principal));
	}

	/**
	 * End the sessions of a user, those that can be ended also if others cannot.
	 */
	private int endAll(String principal) {
		int ended = 0;
		SessionStoreException failure = null;
		for (SessionKey key : this.store.findByPrincipal(principal).keySet()) {
			try {
				ended += end(key, (record) -> principal.equals(record.principal())) ? 1 : 0;
			}
			catch (SessionStoreException ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
		return ended;
	}

	private boolean end(SessionKey key, Predicate<SessionRecord> condition) {
		for (ClusteredSessionCache cache : this.caches.get()) {
			if (cache.stored().isOurs(key)) {
				return cache.stored().end(key, condition);
			}
		}
		return false;
	}

}
