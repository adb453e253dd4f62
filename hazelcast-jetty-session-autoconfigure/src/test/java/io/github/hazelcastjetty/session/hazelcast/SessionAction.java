package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SecretChange;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionTimes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node does with a session, step by step, and what may be found if it is cut short
 * anywhere.
 */
enum SessionAction {

	INSERT {
		@Override
		void prepare(SessionStore store, SessionKey key) {
			// Nothing is there yet
		}

		@Override
		void perform(SessionStore store, SessionKey key) {
			store.insert(key, SECRET, set(BEFORE));
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			if (done || content != null) {
				assertThat(content).isEqualTo(BEFORE);
			}
		}
	},

	CHANGE {
		@Override
		void perform(SessionStore store, SessionKey key) {
			update(store, key, change());
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			assertThat(content).isIn(done ? List.of(AFTER) : List.of(BEFORE, AFTER));
		}
	},

	/**
	 * Most of the timeout has passed since the session was last used.
	 */
	ACCESS {
		@Override
		void perform(SessionStore store, SessionKey key) {
			Instant late = now().plus(TIMEOUT.multipliedBy(14).dividedBy(10));
			update(store, key, SessionDelta.touch(times(TIMEOUT, late), false));
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			assertThat(content).isEqualTo(BEFORE);
		}
	},

	LONGER_TIMEOUT {
		@Override
		void perform(SessionStore store, SessionKey key) {
			update(store, key, SessionDelta.touch(times(LONG_TIMEOUT, now()), false).withTimeout());
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			assertThat(content).isEqualTo(BEFORE);
		}
	},

	/**
	 * A change, large values included, that lets the session live for ever.
	 */
	NO_TIMEOUT {
		@Override
		void perform(SessionStore store, SessionKey key) {
			SessionDelta change = change();
			update(store, key, SessionDelta.of(change.set(), change.removed(), never(now()), false).withTimeout());
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			CHANGE.check(done, content);
		}
	},

	INSERT_WITHOUT_TIMEOUT {
		@Override
		void prepare(SessionStore store, SessionKey key) {
			// Nothing is there yet
		}

		@Override
		void perform(SessionStore store, SessionKey key) {
			SessionDelta insert = set(BEFORE);
			store.insert(key, SECRET, SessionDelta.of(insert.set(), Set.of(), never(now()), false));
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			INSERT.check(done, content);
		}
	},

	/**
	 * More than half a year has passed since the session was last used.
	 */
	ACCESS_WITHOUT_TIMEOUT {
		@Override
		void prepare(SessionStore store, SessionKey key) {
			INSERT_WITHOUT_TIMEOUT.perform(store, key);
		}

		@Override
		void perform(SessionStore store, SessionKey key) {
			update(store, key, SessionDelta.touch(never(now().plus(Duration.ofDays(200))), false));
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			ACCESS.check(done, content);
		}
	},

	DESTROY_WITHOUT_TIMEOUT {
		@Override
		void prepare(SessionStore store, SessionKey key) {
			INSERT_WITHOUT_TIMEOUT.perform(store, key);
		}

		@Override
		void perform(SessionStore store, SessionKey key) {
			DESTROY.perform(store, key);
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			DESTROY.check(done, content);
		}
	},

	CHANGE_ID {
		@Override
		void perform(SessionStore store, SessionKey key) {
			update(store, key, change().withSecret(new SecretChange(SECRET, NEW_SECRET)));
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			assertThat(content).isIn(done ? List.of(WITH_NEW_ID) : List.of(BEFORE, WITH_NEW_ID));
		}
	},

	DESTROY {
		@Override
		void perform(SessionStore store, SessionKey key) {
			SessionRecord claimed = store.claim(key, (record) -> true);
			assertThat(claimed).isNotNull();
			// What the listeners do
			store.readApart(key, claimed, claimed.attributes().keySet());
			store.remove(key, claimed);
		}

		@Override
		void check(boolean done, @Nullable Map<String, Integer> content) {
			assertThat(content).isIn(done ? Collections.singletonList(null) : Arrays.asList(null, BEFORE));
		}
	};

	/**
	 * So long that the hour which is added to it does not hide anything.
	 */
	static final Duration TIMEOUT = Duration.ofHours(10);

	static final Duration LONG_TIMEOUT = Duration.ofDays(7);

	/**
	 * How long an entry may be there that belongs to no session any more.
	 */
	static final Duration LONGEST_LIFE = Duration.ofDays(3 * 365).plusHours(1);

	static final byte[] SECRET = { 1, 2, 3 };

	private static final byte[] NEW_SECRET = { 1, 2, 3, 4 };

	private static final Map<String, Integer> BEFORE = Map.of("secret of the id", 3, "small", 10, "replaced", 6000,
			"removed", 6001, "kept", 6002);

	private static final Map<String, Integer> AFTER = Map.of("secret of the id", 3, "small", 11, "replaced", 7000,
			"added", 7001, "kept", 6002);

	private static final Map<String, Integer> WITH_NEW_ID = Map.of("secret of the id", 4, "small", 11, "replaced", 7000,
			"added", 7001, "kept", 6002);

	void prepare(SessionStore store, SessionKey key) {
		store.insert(key, SECRET, set(BEFORE));
	}

	abstract void perform(SessionStore store, SessionKey key);

	/**
	 * Check what is found afterwards.
	 * @param done whether the action seemed to succeed
	 * @param content the sizes of its secret and its attributes, {@code null}: it cannot
	 * be used
	 */
	abstract void check(boolean done, @Nullable Map<String, Integer> content);

	private static void update(SessionStore store, SessionKey key, SessionDelta delta) {
		SessionRecord known = store.find(key, null);
		assertThat(known).isNotNull();
		assertThat(store.update(key, known, delta)).isNotNull();
	}

	static SessionDelta change() {
		Map<String, EncodedAttribute> set = Map.of("small", value(11), "replaced", value(7000), "added", value(7001));
		return SessionDelta.of(set, Set.of("removed"), times(TIMEOUT, now()), false);
	}

	private static SessionDelta set(Map<String, Integer> sizes) {
		Map<String, EncodedAttribute> set = new HashMap<>();
		sizes.forEach((name, size) -> set.put(name, value(size)));
		set.remove("secret of the id");
		return SessionDelta.of(set, Set.of(), times(TIMEOUT, now()), false);
	}

	private static EncodedAttribute value(int size) {
		return new EncodedAttribute(new byte[size], false);
	}

	private static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MILLIS);
	}

	private static SessionTimes never(Instant accessed) {
		return new SessionTimes(now(), accessed, accessed, Duration.ZERO, Instant.MAX, null);
	}

	private static SessionTimes times(Duration timeout, Instant accessed) {
		return new SessionTimes(now(), accessed, accessed, timeout, accessed.plus(timeout), null);
	}

}
