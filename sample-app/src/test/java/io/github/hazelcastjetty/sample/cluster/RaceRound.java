package io.github.hazelcastjetty.sample.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.hazelcastjetty.sample.cluster.RaceOperation.Kind;

/**
 * Operations that are done to a session at the same time.
 *
 * @param expiry whether the session is left to expire before, after or during them
 * @param pause how long it is left unused before, in milliseconds
 * @param operations the operations
 */
record RaceRound(Expiry expiry, int pause, List<RaceOperation> operations) {

	/**
	 * The timeout of a session that is not meant to expire, in seconds.
	 */
	static final int LONG_TIMEOUT = 600;

	/**
	 * The timeout of a session whose end is raced for, in seconds.
	 */
	static final int RACED_TIMEOUT = 2;

	private static final int MOST_OPERATIONS = 5;

	private static final int CHANCES = 1000;

	/**
	 * Draws the next round. The draws depend on nothing but the generator of random
	 * numbers, so the same seed gives the same rounds.
	 * @param random the generator
	 * @param number the number of the round
	 * @param nodes the number of nodes
	 */
	static RaceRound draw(Random random, int number, int nodes) {
		int chance = random.nextInt(CHANCES);
		int count = 1 + random.nextInt(MOST_OPERATIONS);
		List<RaceOperation> operations = new ArrayList<>();
		// Often they are about the same attribute
		String common = random.nextBoolean() ? attribute(random) : "";
		for (int i = 0; i < count; i++) {
			operations.add(attributeOperation(random, common, "r" + number + "o" + i, nodes));
		}
		if (chance < 15) {
			return new RaceRound(Expiry.LEFT, 0, List.of(timeout("1", random.nextInt(nodes))));
		}
		if (chance < 25) {
			operations.set(0, timeout(Integer.toString(LONG_TIMEOUT), random.nextInt(nodes)));
			// Before, at and after the end, and about when the sweep comes
			return new RaceRound(Expiry.RACED, RACED_TIMEOUT * 1000 - 300 + random.nextInt(1200), operations);
		}
		if (chance < 105) {
			operations.set(0, operation(Kind.RENAME, random.nextInt(nodes)));
		}
		if (chance >= 95 && chance < 105 && count > 1) {
			operations.set(count - 1, operation(Kind.RENAME, random.nextInt(nodes)));
		}
		if (chance >= 100 && chance < 140) {
			operations.set(count / 2, operation(Kind.INVALIDATE, random.nextInt(nodes)));
		}
		return new RaceRound(Expiry.NO, 0, operations);
	}

	private static RaceOperation attributeOperation(Random random, String common, String token, int nodes) {
		String attribute = common.isEmpty() ? attribute(random) : common;
		int node = random.nextInt(nodes);
		int chance = random.nextInt(100);
		boolean large = attribute.startsWith("large") || attribute.startsWith("pair");
		int size = large ? 1500 + random.nextInt(4500) : 0;
		if (chance < 15) {
			return operation(Kind.READ, node);
		}
		if (chance < 20) {
			return timeout(Integer.toString(LONG_TIMEOUT + 1 + random.nextInt(100)), node);
		}
		if (attribute.startsWith("pair")) {
			return new RaceOperation(Kind.PAIR, attribute, token, size, node);
		}
		if (chance < 30) {
			return new RaceOperation(Kind.REMOVE, attribute, "", 0, node);
		}
		return new RaceOperation(attribute.contains("tokens") ? Kind.CHANGE : Kind.SET, attribute, token, size, node);
	}

	private static String attribute(Random random) {
		String[] all = { "small-1", "small-2", "small-3", "large-1", "large-2", "tokens-1", "tokens-2", "large-tokens",
				"pair" };
		return all[random.nextInt(all.length)];
	}

	private static RaceOperation timeout(String seconds, int node) {
		return new RaceOperation(Kind.TIMEOUT, "", seconds, 0, node);
	}

	static RaceOperation operation(Kind kind, int node) {
		return new RaceOperation(kind, "", "", 0, node);
	}

	/**
	 * What a round has to do with the end of the timeout.
	 */
	enum Expiry {

		/**
		 * Nothing.
		 */
		NO,

		/**
		 * The operations come at about that time.
		 */
		RACED,

		/**
		 * Afterwards the session is not used any more.
		 */
		LEFT

	}

}
