package io.github.hazelcastjetty.rules.spring;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.bind.support.SessionStatus;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * A form of several pages, whose contents Spring keeps in the session until it is
 * complete.
 */
@Controller
@RequestMapping("/rules/spring/order")
@SessionAttributes("order")
class OrderController {

	@ModelAttribute("order")
	Order order() {
		return new Order();
	}

	@PostMapping("/page")
	String page(@ModelAttribute("order") Order order) {
		return "redirect:/rules/spring/stored-order";
	}

	@PostMapping("/finish")
	String finish(@ModelAttribute("order") Order order, SessionStatus status, RedirectAttributes redirect) {
		status.setComplete();
		redirect.addFlashAttribute("message", "Thank you, " + order.getName() + " of " + order.getAddress());
		return "redirect:/rules/spring/thanks";
	}

}
