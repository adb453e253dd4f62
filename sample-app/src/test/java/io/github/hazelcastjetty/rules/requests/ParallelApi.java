package io.github.hazelcastjetty.rules.requests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.servlet.http.HttpSession;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Requests of one session that change it at the same moment.
 */
@RestController
@RequestMapping("/rules/requests/parallel")
class ParallelApi {

	private static final int LIMIT_SECONDS = 20;

	private final ConcurrentMap<String, CyclicBarrier> barriers = new ConcurrentHashMap<>();

	@PostMapping("/shared")
	void share(HttpSession session) {
		session.setAttribute("shared", Collections.synchronizedList(new ArrayList<>()));
	}

	/**
	 * Waits for all others, then sets an attribute of its own and adds to the list of
	 * all.
	 */
	@PostMapping
	void change(HttpSession session, @RequestParam String meeting, @RequestParam int parties, @RequestParam int number)
			throws InterruptedException, BrokenBarrierException, TimeoutException {
		this.barriers.computeIfAbsent(meeting, (key) -> new CyclicBarrier(parties))
			.await(LIMIT_SECONDS, TimeUnit.SECONDS);
		session.setAttribute("own-" + number, number);
		shared(session).add(number);
	}

	@SuppressWarnings("unchecked")
	private static List<Integer> shared(HttpSession session) {
		return (List<Integer>) session.getAttribute("shared");
	}

}
