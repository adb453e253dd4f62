/**
 * Requests that deal with their session in unusual ways: late, from other threads, in
 * several dispatches.
 */
@NullMarked
package io.github.hazelcastjetty.rules.requests;

import org.jspecify.annotations.NullMarked;
