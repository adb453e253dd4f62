package io.github.hazelcastjetty.benchmark.server;

/**
 * What members and clients have done, by Hazelcast's own metrics.
 *
 * @param bytes how many bytes they have sent each other
 * @param operations how many operations members have run, those on backups included
 */
public record Traffic(long bytes, long operations) {

	static final Traffic NONE = new Traffic(0, 0);

	Traffic plus(Traffic other) {
		return new Traffic(this.bytes + other.bytes, this.operations + other.operations);
	}

	/**
	 * Return what was done since.
	 * @param earlier what had been done before
	 * @return the difference
	 */
	public Traffic minus(Traffic earlier) {
		return new Traffic(this.bytes - earlier.bytes, this.operations - earlier.operations);
	}

}
