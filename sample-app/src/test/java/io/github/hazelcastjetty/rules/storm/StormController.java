package io.github.hazelcastjetty.rules.storm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.hazelcastjetty.session.store.SessionStoreStatus;

/**
 * Changes that show whether one was lost, and values that show whether they are whole.
 */
@RestController
@RequestMapping("/rules/storm")
class StormController {

	private final ObjectProvider<SessionStoreStatus> statistics;

	StormController(ObjectProvider<SessionStoreStatus> statistics) {
		this.statistics = statistics;
	}

	/**
	 * Sets an attribute to a number.
	 * @return the number that was there
	 */
	@PostMapping("/numbers")
	int setNumber(HttpSession session, @RequestParam String name, @RequestParam int value) {
		Object before = session.getAttribute(name);
		session.setAttribute(name, value);
		return (before != null) ? (Integer) before : 0;
	}

	/**
	 * Sets several attributes to values of one number.
	 */
	@PutMapping("/parcels")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void setParcels(HttpSession session, @RequestParam List<String> names, @RequestParam int number,
			@RequestParam int size) {
		names.forEach((name) -> session.setAttribute(name, Parcel.of(number, size)));
	}

	@DeleteMapping("/parcels")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void removeParcels(HttpSession session, @RequestParam List<String> names) {
		names.forEach(session::removeAttribute);
	}

	/**
	 * The numbers of values, 0 for one that is not there and -1 for one that is broken.
	 */
	@GetMapping("/parcels")
	List<Long> parcels(HttpServletRequest request, @RequestParam List<String> names) {
		HttpSession session = request.getSession(false);
		List<Long> numbers = new ArrayList<>();
		for (String name : names) {
			numbers.add(number((session != null) ? (Parcel) session.getAttribute(name) : null));
		}
		return numbers;
	}

	private static long number(@Nullable Parcel parcel) {
		if (parcel == null) {
			return 0;
		}
		return (parcel.isWhole()) ? parcel.number() : -1;
	}

	@GetMapping("/statistics")
	Map<String, Long> statistics() {
		SessionStoreStatus found = this.statistics.getObject();
		Map<String, Long> counts = new LinkedHashMap<>();
		counts.put("changes", found.changes());
		counts.put("conflicts", found.conflicts());
		counts.put("mostConflicts", found.mostConflicts());
		return counts;
	}

}
