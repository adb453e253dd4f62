package io.github.hazelcastjetty.rules.spring;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Uses a bean of the session without knowing that it is one.
 */
@RestController
class BasketController {

	private final Basket basket;

	BasketController(Basket basket) {
		this.basket = basket;
	}

	@PostMapping("/rules/spring/basket")
	void add(@RequestParam String name) {
		this.basket.add(name);
	}

	@GetMapping("/rules/spring/basket/cleared")
	boolean isCleared(@RequestParam String name) {
		return Basket.cleared().contains(name);
	}

	@GetMapping("/rules/spring/basket")
	List<String> goods() {
		return this.basket.goods();
	}

}
