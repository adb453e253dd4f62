/**
 * The sample application with users who log in with an identity provider (OpenID
 * Connect). It runs from the class path of the tests, in Java virtual machines of its
 * own.
 */
@NullMarked
package io.github.hazelcastjetty.openid;

import org.jspecify.annotations.NullMarked;
