package io.github.hazelcastjetty.rules.requests;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import jakarta.servlet.http.HttpSession;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Spring MVC's ways to answer from another thread.
 */
@RestController
@RequestMapping("/rules/requests")
class AsyncApi {

	private static final long LIMIT = 20_000;

	private final ConcurrentMap<String, Waiting> waiting = new ConcurrentHashMap<>();

	private final Gates gates;

	AsyncApi(Gates gates) {
		this.gates = gates;
	}

	@PostMapping("/deferred")
	DeferredResult<String> deferred(HttpSession session, @RequestParam String key) {
		DeferredResult<String> result = new DeferredResult<>(LIMIT);
		this.waiting.put(key, new Waiting(session, result));
		return result;
	}

	/**
	 * Completes another request, of this session or of another.
	 */
	@PostMapping("/deferred/complete")
	boolean complete(@RequestParam String key) {
		Waiting other = this.waiting.remove(key);
		if (other == null) {
			return false;
		}
		other.session.setAttribute("deferred", key);
		return other.result.setResult(key);
	}

	@PostMapping("/callable")
	Callable<String> callable(HttpSession session) {
		return () -> {
			session.setAttribute("callable", "done");
			return Thread.currentThread().getName();
		};
	}

	/**
	 * Changes the session while the body is being written.
	 */
	@PostMapping("/streaming")
	StreamingResponseBody streaming(HttpSession session, @RequestParam String gate) {
		session.setAttribute("before", "streaming");
		return (out) -> {
			// Spring does not let a body be flushed: it takes more than all buffers
			out.write(new byte[EarlyServlet.LARGE]);
			this.gates.pass(gate);
			session.setAttribute("after", "streaming");
			out.write("second".getBytes(StandardCharsets.UTF_8));
		};
	}

	@GetMapping("/deferred/waiting")
	boolean isWaiting(@RequestParam String key) {
		return this.waiting.containsKey(key);
	}

	/**
	 * A request that waits for another.
	 *
	 * @param session its session
	 * @param result its answer
	 */
	private record Waiting(HttpSession session, DeferredResult<String> result) {

	}

}
