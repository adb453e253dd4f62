package io.github.hazelcastjetty.sample;

import org.jspecify.annotations.Nullable;

/**
 * Something a session listener was told on this node.
 *
 * @param type {@code created} or {@code destroyed}
 * @param time milliseconds since 1970
 * @param attributes how many attributes the listener could read, or -1 if the session
 * refused
 * @param note the value of the attribute {@code note}: tests put something unique there
 */
record SessionEvent(String type, long time, int attributes, @Nullable String note) {

}
