package io.github.hazelcastjetty.sample;

import java.util.List;

import org.springframework.stereotype.Component;

/**
 * All products of the shop.
 */
@Component
class Catalog {

	private final List<Product> products = List.of(new Product("coffee", "Coffee beans, 500 g", "☕", 890),
			new Product("tea", "Green tea, 100 g", "🍵", 640), new Product("bread", "Rye bread", "🍞", 420),
			new Product("cheese", "Alpine cheese, 250 g", "🧀", 575), new Product("honey", "Forest honey", "🍯", 750));

	List<Product> products() {
		return this.products;
	}

	Product product(String id) {
		return this.products.stream()
			.filter((product) -> product.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new UnknownProductException(id));
	}

}
