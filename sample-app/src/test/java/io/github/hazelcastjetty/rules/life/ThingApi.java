package io.github.hazelcastjetty.rules.life;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

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
 * Attributes of all kinds, changed without a word to the session.
 */
@RestController
@RequestMapping("/rules/life/things")
class ThingApi {

	/**
	 * Sets one attribute of each kind that can change.
	 */
	@PostMapping
	ResponseEntity<Void> create(HttpSession session) {
		for (Thing thing : Thing.values()) {
			session.setAttribute(thing.name(), thing.create());
		}
		return ResponseEntity.noContent().build();
	}

	/**
	 * Sets one attribute of each kind that cannot change.
	 */
	@PostMapping("/immutable")
	ResponseEntity<Void> createImmutable(HttpSession session) {
		session.setAttribute("text", "green");
		session.setAttribute("number", 1);
		session.setAttribute("decimal", BigDecimal.TEN);
		session.setAttribute("time", Instant.EPOCH);
		session.setAttribute("uuid", new UUID(1, 2));
		session.setAttribute("locale", Locale.ROOT);
		session.setAttribute("enum", DayOfWeek.MONDAY);
		session.setAttribute("record", new Price("tea", BigDecimal.ONE));
		return ResponseEntity.noContent().build();
	}

	@PostMapping("/{thing}/change")
	ResponseEntity<Void> change(HttpServletRequest request, @PathVariable Thing thing, @RequestParam String value) {
		HttpSession session = request.getSession(false);
		Object object = (session != null) ? session.getAttribute(thing.name()) : null;
		if (object == null) {
			return ResponseEntity.notFound().build();
		}
		thing.change(object, value);
		return ResponseEntity.noContent().build();
	}

	/**
	 * Changes all at once, each in its place.
	 */
	@PostMapping("/change")
	ResponseEntity<Void> changeAll(HttpServletRequest request, @RequestParam String value) {
		for (Thing thing : Thing.values()) {
			if (change(request, thing, value).getStatusCode().isError()) {
				return ResponseEntity.notFound().build();
			}
		}
		return ResponseEntity.noContent().build();
	}

	/**
	 * Gets every attribute from the session and describes it.
	 */
	@GetMapping
	Map<String, String> describe(HttpServletRequest request) {
		Map<String, String> things = new TreeMap<>();
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.getAttributeNames()
				.asIterator()
				.forEachRemaining((name) -> things.put(name, Thing.describe(session.getAttribute(name))));
		}
		return things;
	}

	/**
	 * A record of values that cannot change.
	 *
	 * @param product what is sold
	 * @param amount what it costs
	 */
	record Price(String product, BigDecimal amount) implements Serializable {

	}

}
