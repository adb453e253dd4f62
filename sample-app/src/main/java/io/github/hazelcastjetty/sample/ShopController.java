package io.github.hazelcastjetty.sample;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.RequestContextUtils;

/**
 * The page and its forms. Every form redirects back to the page, so that reloading
 * repeats nothing; the message travels in the session as a flash attribute, perhaps to
 * another node.
 */
@Controller
class ShopController {

	private static final String MESSAGE = "message";

	private static final String BACK = "redirect:/";

	private static final int LONGEST_NOTE = 200;

	private final Catalog catalog;

	private final NodeName nodeName;

	private final ShopPage page = new ShopPage();

	ShopController(Catalog catalog, NodeName nodeName) {
		this.catalog = catalog;
		this.nodeName = nodeName;
	}

	@GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE + ";charset=UTF-8")
	@ResponseBody
	String show(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		Map<String, ?> flash = RequestContextUtils.getInputFlashMap(request);
		Object message = (flash != null) ? flash.get(MESSAGE) : null;
		return this.page.render(SessionView.of(this.nodeName.of(request), request), this.catalog.products(),
				SessionAttributes.cart(session), SessionAttributes.counter(session), message);
	}

	@PostMapping("/cart")
	String add(HttpSession session, @RequestParam String product, RedirectAttributes redirect) {
		Product added = this.catalog.product(product);
		SessionAttributes.cartOrNew(session).add(added.id(), 1);
		return back(redirect, added.name() + " is in your cart.");
	}

	/**
	 * Changes a quantity in place: no {@code setAttribute} here, on purpose.
	 */
	@PostMapping("/cart/quantity")
	String change(HttpSession session, @RequestParam String product, @RequestParam int quantity,
			RedirectAttributes redirect) {
		Product changed = this.catalog.product(product);
		SessionAttributes.cartOrNew(session).change(changed.id(), quantity);
		return back(redirect, changed.name() + ": quantity changed in place.");
	}

	@PostMapping("/note")
	String note(HttpSession session, @RequestParam String note, RedirectAttributes redirect) {
		session.setAttribute(SessionAttributes.NOTE, note.substring(0, Math.min(note.length(), LONGEST_NOTE)));
		return back(redirect, "Note saved.");
	}

	@PostMapping("/counter")
	String count(HttpSession session, RedirectAttributes redirect) {
		return back(redirect, "Counted to " + SessionAttributes.count(session) + ".");
	}

	/**
	 * Ends the session. No message here: it would need a new session to travel in.
	 */
	@PostMapping("/invalidate")
	String invalidate(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.invalidate();
		}
		return BACK;
	}

	private String back(RedirectAttributes redirect, String message) {
		redirect.addFlashAttribute(MESSAGE, message);
		return BACK;
	}

}
