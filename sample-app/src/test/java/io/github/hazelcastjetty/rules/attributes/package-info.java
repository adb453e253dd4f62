/**
 * Attributes that cannot be stored or read everywhere.
 */
@NullMarked
package io.github.hazelcastjetty.rules.attributes;

import org.jspecify.annotations.NullMarked;
