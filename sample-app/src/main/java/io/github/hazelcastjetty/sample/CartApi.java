package io.github.hazelcastjetty.sample;

import java.util.Collections;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The cart as JSON: product and quantity.
 */
@RestController
@RequestMapping("/api/cart")
class CartApi {

	private final Catalog catalog;

	CartApi(Catalog catalog) {
		this.catalog = catalog;
	}

	@GetMapping
	Map<String, Integer> cart(HttpServletRequest request) {
		Cart cart = SessionAttributes.cart(request.getSession(false));
		return (cart != null) ? cart.quantities() : Collections.emptyMap();
	}

	/**
	 * Changes a quantity and sets the attribute again, as the servlet specification would
	 * have it.
	 */
	@PostMapping("/{product}")
	Map<String, Integer> set(HttpSession session, @PathVariable String product,
			@RequestParam(defaultValue = "1") int quantity) {
		Cart cart = SessionAttributes.cartOrNew(session);
		cart.change(this.catalog.product(product).id(), quantity);
		session.setAttribute(SessionAttributes.CART, cart);
		return cart.quantities();
	}

	/**
	 * Changes a quantity in a cart that is there already, and tells the session nothing.
	 */
	@PostMapping("/{product}/in-place")
	ResponseEntity<Map<String, Integer>> changeInPlace(HttpServletRequest request, @PathVariable String product,
			@RequestParam(defaultValue = "1") int quantity) {
		Cart cart = SessionAttributes.cart(request.getSession(false));
		if (cart == null) {
			return ResponseEntity.notFound().build();
		}
		cart.change(this.catalog.product(product).id(), quantity);
		return ResponseEntity.ok(cart.quantities());
	}

}
