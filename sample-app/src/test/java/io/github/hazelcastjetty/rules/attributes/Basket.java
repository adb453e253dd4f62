package io.github.hazelcastjetty.rules.attributes;

import java.util.List;

/**
 * Not serializable, but easily written as JSON.
 *
 * @param items what is in it
 */
record Basket(List<String> items) {

}
