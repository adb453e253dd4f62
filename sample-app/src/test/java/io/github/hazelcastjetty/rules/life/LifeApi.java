package io.github.hazelcastjetty.rules.life;

import java.util.Arrays;
import java.util.Collection;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.SessionCache;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What happens to a session, and what a node keeps of it. Only setting beans and
 * listeners creates a session; the answer is 410 where one is needed and there is none.
 */
@RestController
@RequestMapping("/rules/life")
class LifeApi {

	private final ServletWebServerApplicationContext context;

	LifeApi(ServletWebServerApplicationContext context) {
		this.context = context;
	}

	/**
	 * Uses a session as a careful application does.
	 */
	@PostMapping("/use")
	ResponseEntity<Void> use(HttpServletRequest request, @RequestParam String name, @RequestParam String value) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			return ResponseEntity.status(410).build();
		}
		try {
			session.setAttribute(name, value);
			return ResponseEntity.noContent().header("X-Value", value).build();
		}
		catch (IllegalStateException ex) {
			return ResponseEntity.status(410).build();
		}
	}

	/**
	 * Gives a session another id, and only one that is there.
	 */
	@PostMapping("/rename")
	ResponseEntity<String> rename(HttpServletRequest request) {
		if (request.getSession(false) == null) {
			return ResponseEntity.status(410).body("There is no session");
		}
		try {
			return ResponseEntity.ok(request.changeSessionId());
		}
		catch (IllegalStateException ex) {
			return ResponseEntity.status(410).body(ex.toString());
		}
	}

	/**
	 * Sets a bean of the application, and nothing else.
	 */
	@PostMapping("/bean")
	ResponseEntity<Void> bean(HttpSession session) {
		session.setAttribute(Thing.BEAN.name(), Thing.BEAN.create());
		return ResponseEntity.noContent().build();
	}

	/**
	 * Sets an attribute that wants to know what becomes of it.
	 */
	@PostMapping("/listeners/{name}")
	ResponseEntity<Void> listen(HttpSession session, @PathVariable String name, @RequestParam String value,
			@RequestParam(defaultValue = "0") int ballast) {
		session.setAttribute(name, new ListeningAttribute(value, "x".repeat(ballast)));
		return ResponseEntity.noContent().build();
	}

	/**
	 * Sets an attribute that changes when it leaves the node.
	 */
	@PostMapping("/travellers/{name}")
	ResponseEntity<Void> travel(HttpSession session, @PathVariable String name) {
		session.setAttribute(name, new Traveller());
		return ResponseEntity.noContent().build();
	}

	/**
	 * Counts the sessions of which this node has a copy in its memory.
	 * @param ids the ids to look for, divided by commas
	 */
	@PostMapping("/copies")
	long copies(@RequestBody String ids) {
		Server server = ((JettyWebServer) this.context.getWebServer()).getServer();
		Collection<SessionCache> caches = server.getDescendants(SessionHandler.class)
			.stream()
			.map(SessionHandler::getSessionCache)
			.toList();
		return Arrays.stream(ids.split(","))
			.filter((id) -> caches.stream().anyMatch((cache) -> has(cache, id)))
			.count();
	}

	private static boolean has(SessionCache cache, String id) {
		try {
			return cache.contains(id);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
