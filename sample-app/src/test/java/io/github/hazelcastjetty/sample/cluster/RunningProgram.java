package io.github.hazelcastjetty.sample.cluster;

/**
 * A program that was started.
 */
interface RunningProgram {

	/**
	 * The id of the process.
	 */
	long pid();

	boolean isAlive();

	/**
	 * Ends the program as an operator does and waits until it is gone.
	 * @return its exit code
	 */
	int stopGracefully();

	/**
	 * Ends the program without a chance to clean up (SIGKILL) and waits until it is gone.
	 */
	void kill();

	/**
	 * Ends the program in the quickest way, when nothing of it is of interest any more.
	 */
	void discard();

	/**
	 * Freezes the program: connections to it open, nobody answers.
	 */
	void pause();

	void resume();

}
