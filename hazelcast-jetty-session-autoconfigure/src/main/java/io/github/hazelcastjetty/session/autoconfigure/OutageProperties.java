package io.github.hazelcastjetty.session.autoconfigure;

/**
 * Properties of what happens while the cluster does not answer.
 *
 * @since 1.0.0
 */
public class OutageProperties {

	/**
	 * What becomes of changes that cannot be stored.
	 */
	private OutageWrites writes = OutageWrites.REJECT;

	public OutageWrites getWrites() {
		return this.writes;
	}

	public void setWrites(OutageWrites writes) {
		this.writes = writes;
	}

}
