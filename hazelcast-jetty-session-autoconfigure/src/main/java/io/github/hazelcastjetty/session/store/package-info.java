/**
 * The session as it is stored, what may happen to it, and the seam behind which it is
 * kept. Knows neither the servlet container nor the grid.
 */
@NullMarked
package io.github.hazelcastjetty.session.store;

import org.jspecify.annotations.NullMarked;
