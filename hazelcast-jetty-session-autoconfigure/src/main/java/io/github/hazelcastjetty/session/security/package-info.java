/**
 * What Spring Security can know of sessions on all nodes.
 */
@NullMarked
package io.github.hazelcastjetty.session.security;

import org.jspecify.annotations.NullMarked;
