/**
 * The session maps in a table of a relational database. It runs on members only, and so
 * only where they are the applications.
 */
@NullMarked
package io.github.hazelcastjetty.session.persistence;

import org.jspecify.annotations.NullMarked;
