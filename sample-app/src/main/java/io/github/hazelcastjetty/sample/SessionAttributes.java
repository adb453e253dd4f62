package io.github.hazelcastjetty.sample;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that the shop keeps in a session, and how it changes them.
 */
final class SessionAttributes {

	static final String CART = "cart";

	static final String NOTE = "note";

	static final String COUNTER = "counter";

	static final String USER = "user";

	private SessionAttributes() {
	}

	static @Nullable Cart cart(@Nullable HttpSession session) {
		return (session != null) ? (Cart) session.getAttribute(CART) : null;
	}

	/**
	 * Returns the cart of the session. Only a new one is set: every later change is made
	 * in place, and the session manager has to notice.
	 */
	static Cart cartOrNew(HttpSession session) {
		Cart cart = cart(session);
		if (cart == null) {
			cart = new Cart();
			session.setAttribute(CART, cart);
		}
		return cart;
	}

	static int counter(@Nullable HttpSession session) {
		Object counter = (session != null) ? session.getAttribute(COUNTER) : null;
		return (counter instanceof Integer value) ? value : 0;
	}

	static int count(HttpSession session) {
		int counter = counter(session) + 1;
		session.setAttribute(COUNTER, counter);
		return counter;
	}

}
