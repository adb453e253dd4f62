package io.github.hazelcastjetty.rules.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;

/**
 * What comes after the form, and what is left of it.
 */
@RestController
@RequestMapping("/rules/spring")
class ThanksController {

	@GetMapping("/thanks")
	String thanks(Model model) {
		return String.valueOf(model.getAttribute("message"));
	}

	@GetMapping("/stored-order")
	String stored(@SessionAttribute(name = "order", required = false) @Nullable Order order) {
		return (order != null) ? order.getName() + " of " + order.getAddress() : "nothing";
	}

}
