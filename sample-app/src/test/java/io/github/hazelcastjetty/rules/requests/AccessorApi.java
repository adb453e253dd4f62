package io.github.hazelcastjetty.rules.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import jakarta.servlet.http.HttpSession;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Keeps the accessors of sessions beyond their requests. All but {@code keep} are called
 * without a session, and use the one that was kept in another thread.
 */
@RestController
@RequestMapping("/rules/requests/accessor")
class AccessorApi {

	private final ConcurrentMap<String, HttpSession.Accessor> accessors = new ConcurrentHashMap<>();

	@PostMapping("/keep")
	void keep(HttpSession session, @RequestParam String key) {
		session.setAttribute("list", new ArrayList<>(List.of("kept")));
		this.accessors.put(key, session.getAccessor());
	}

	@PostMapping("/read")
	String read(@RequestParam String key, @RequestParam String name) {
		return access(key, (session) -> Objects.toString(session.getAttribute(name)));
	}

	@PostMapping("/set")
	String set(@RequestParam String key, @RequestParam String name, @RequestParam String value) {
		return access(key, (session) -> {
			session.setAttribute(name, value);
			return value;
		});
	}

	@PostMapping("/add")
	String add(@RequestParam String key, @RequestParam String value) {
		return access(key, (session) -> {
			list(session).add(value);
			return value;
		});
	}

	private String access(String key, Function<HttpSession, String> action) {
		HttpSession.Accessor accessor = Objects.requireNonNull(this.accessors.get(key));
		return CompletableFuture.supplyAsync(() -> {
			List<String> result = new ArrayList<>();
			accessor.access((session) -> result.add(action.apply(session)));
			return result.get(0);
		}, (task) -> new Thread(task, "accessor").start()).join();
	}

	/**
	 * Adds to the list within a request.
	 */
	@PostMapping("/list")
	void addInRequest(HttpSession session, @RequestParam String value) {
		list(session).add(value);
	}

	@SuppressWarnings("unchecked")
	private static List<String> list(HttpSession session) {
		return (List<String>) session.getAttribute("list");
	}

	@ExceptionHandler
	@ResponseStatus(HttpStatus.GONE)
	String failed(CompletionException ex) {
		return String.valueOf(ex.getCause());
	}

}
