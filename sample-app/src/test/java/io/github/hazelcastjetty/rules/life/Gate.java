package io.github.hazelcastjetty.rules.life;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Requests that stay under way until another request to the same node lets them go. They
 * set one attribute and remove another before that, and set one more afterwards, in the
 * session that they came with: none of them creates one. The answer is 410 where the
 * session is gone.
 */
@RestController
@RequestMapping("/rules/life/gate")
class Gate {

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

	private final ConcurrentMap<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

	@PostMapping("/blocking")
	ResponseEntity<Void> block(HttpServletRequest request, @RequestParam String name, @RequestParam String before,
			@RequestParam String removed, @RequestParam String after) {
		HttpSession session = request.getSession(false);
		if (session == null || !set(session, before, name) || !set(session, removed, null)) {
			return answer(false);
		}
		close(name).join();
		return answer(set(session, after, name));
	}

	@PostMapping("/asynchronous")
	DeferredResult<ResponseEntity<Void>> suspend(HttpServletRequest request, @RequestParam String name,
			@RequestParam String before, @RequestParam String removed, @RequestParam String after) {
		DeferredResult<ResponseEntity<Void>> result = new DeferredResult<>(2 * LONGEST_WAIT.toMillis());
		HttpSession session = request.getSession(false);
		if (session != null && set(session, before, name) && set(session, removed, null)) {
			close(name).whenComplete((done, failure) -> result.setResult(answer(set(session, after, name))));
		}
		else {
			result.setResult(answer(false));
		}
		return result;
	}

	@GetMapping("/waiting")
	boolean isWaiting(@RequestParam String name) {
		return this.waiting.containsKey(name);
	}

	@PostMapping("/open")
	boolean open(@RequestParam String name) {
		CompletableFuture<Void> future = this.waiting.remove(name);
		return future != null && future.complete(null);
	}

	private CompletableFuture<Void> close(String name) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.waiting.put(name, future);
		return future.orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static boolean set(HttpSession session, String attribute, @Nullable String value) {
		try {
			session.setAttribute(attribute, value);
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	private static ResponseEntity<Void> answer(boolean alive) {
		return (alive ? ResponseEntity.noContent() : ResponseEntity.status(410)).build();
	}

}
