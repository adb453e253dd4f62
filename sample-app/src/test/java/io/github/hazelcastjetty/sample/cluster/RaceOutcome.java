package io.github.hazelcastjetty.sample.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What became of an operation.
 *
 * @param operation the operation
 * @param reply the answer, or {@code null} if the connection broke
 * @param disturbed whether a node died meanwhile, so that the operation may fail
 * @param millis how long it took
 */
record RaceOutcome(RaceOperation operation, @Nullable Reply reply, boolean disturbed, long millis) {

	private static final int OK = 200;

	private static final int NOT_FOUND = 404;

	private static final int CONFLICT = 409;

	private static final int UNAVAILABLE = 503;

	/**
	 * Whether the client was told that it was done.
	 */
	boolean isDone() {
		return this.reply != null && this.reply.status() == OK;
	}

	/**
	 * Whether it found no session, or one that was ending.
	 */
	boolean isRefused() {
		return this.reply != null && (this.reply.status() == NOT_FOUND || this.reply.status() == CONFLICT);
	}

	/**
	 * Whether the client cannot know if it was done.
	 */
	boolean isUnknown() {
		return this.reply == null || this.reply.status() == UNAVAILABLE;
	}

	boolean mayHaveBeenDone() {
		return isDone() || isUnknown();
	}

	boolean is(RaceOperation.Kind kind) {
		return this.operation.kind() == kind;
	}

	String body() {
		return (this.reply != null) ? this.reply.body() : "";
	}

	@Override
	public String toString() {
		String answer = (this.reply != null) ? this.reply.status() + " " + body() + " from " + this.reply.node()
				: "broken";
		return this.operation + " -> " + answer + " (" + this.millis + " ms" + (this.disturbed ? ", disturbed)" : ")");
	}

}
