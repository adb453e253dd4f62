package io.github.hazelcastjetty.session.codec;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream that tells the objects in it whether they are still being read.
 */
interface ValueStream {

	/**
	 * Return what tells whether the value is not complete yet, without the stream and its
	 * bytes.
	 */
	AtomicBoolean reading();

}
