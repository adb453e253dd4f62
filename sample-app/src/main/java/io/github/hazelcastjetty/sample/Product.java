package io.github.hazelcastjetty.sample;

/**
 * Something the shop sells.
 *
 * @param id what names the product in forms and in the cart
 * @param name what the customer reads
 * @param symbol a character that stands for a picture
 * @param cents the price
 */
record Product(String id, String name, String symbol, int cents) {

}
