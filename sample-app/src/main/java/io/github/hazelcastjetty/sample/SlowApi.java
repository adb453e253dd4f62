package io.github.hazelcastjetty.sample;

import jakarta.servlet.http.HttpSession;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A request that stays under way, with its session in hand, until another request to the
 * same node releases it.
 */
@RestController
@RequestMapping("/api")
class SlowApi {

	private final Latches latches;

	SlowApi(Latches latches) {
		this.latches = latches;
	}

	/**
	 * Waits and then sets an attribute. The session may have ended meanwhile: the answer
	 * is 409 if the session said so, 504 if nobody released the request.
	 */
	@PostMapping("/slow/{name}")
	ResponseEntity<Void> slow(HttpSession session, @PathVariable String name, @RequestParam String latch)
			throws InterruptedException {
		if (!this.latches.await(latch)) {
			return ResponseEntity.status(HttpStatus.GATEWAY_TIMEOUT).build();
		}
		try {
			session.setAttribute(name, latch);
			return ResponseEntity.noContent().build();
		}
		catch (IllegalStateException ex) {
			return ResponseEntity.status(HttpStatus.CONFLICT).build();
		}
	}

	@GetMapping("/waiting")
	boolean isWaiting(@RequestParam String latch) {
		return this.latches.isWaiting(latch);
	}

	@PostMapping("/release")
	boolean release(@RequestParam String latch) {
		return this.latches.release(latch);
	}

}
