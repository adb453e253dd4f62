/**
 * The attributes of a local copy of a session: what is known of each, what the
 * application has been given, and what has to be stored. Knows neither Jetty nor the
 * grid.
 */
@NullMarked
package io.github.hazelcastjetty.session.jetty.data;

import org.jspecify.annotations.NullMarked;
