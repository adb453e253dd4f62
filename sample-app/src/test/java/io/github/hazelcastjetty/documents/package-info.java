/**
 * Tests of the README and of the documents: what they show works, what they name exists.
 */
@NullMarked
package io.github.hazelcastjetty.documents;

import org.jspecify.annotations.NullMarked;
