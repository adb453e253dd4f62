package io.github.hazelcastjetty.session.support;

import java.io.IOException;
import java.time.Duration;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.session.SessionIdManager;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCheck;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.store.SessionStore;

/**
 * An embedded Jetty server on a random loopback port whose sessions live in a
 * {@link SessionStore}. What its one servlet does is decided by the path.
 */
public final class JettyNode implements AutoCloseable {

	private final Map<String, Action> actions = new ConcurrentHashMap<>();

	private final Server server = new Server();

	private final ServerConnector connector = new ServerConnector(this.server, 1, 1);

	private final ContextHandlerCollection contexts = new ContextHandlerCollection();

	private final HazelcastSessionManager manager;

	private final SessionStore store;

	private boolean installed;

	public JettyNode(SessionStore store, SessionSettings settings) {
		this(store, settings, AttributeCipher.none());
	}

	public JettyNode(SessionStore store, SessionSettings settings, AttributeCipher cipher) {
		this(store, settings, new JavaAttributeCodec(AllowedClasses.filter(List.of("*"))), cipher);
	}

	public JettyNode(SessionStore store, SessionSettings settings, AttributeCodec codec) {
		this(store, settings, codec, AttributeCipher.none());
	}

	private JettyNode(SessionStore store, SessionSettings settings, AttributeCodec codec, AttributeCipher cipher) {
		this(store, settings, codec, cipher, null);
	}

	public JettyNode(SessionStore store, SessionSettings settings, AttributeCodec codec, AttributeCipher cipher,
			@Nullable AttributeCheck check) {
		this(store, new HazelcastSessionManager(store, codec, cipher, settings, check));
	}

	public JettyNode(SessionStore store, HazelcastSessionManager manager) {
		this.store = store;
		this.connector.setHost("127.0.0.1");
		this.server.addConnector(this.connector);
		this.server.setHandler(this.contexts);
		this.manager = manager;
		on("/get", (request, response) -> {
			HttpSession session = request.getSession(false);
			response.getWriter()
				.print((session != null) ? session.getAttribute(request.getParameter("name")) : "no session");
		});
		on("/set", (request, response) -> {
			request.getSession().setAttribute(request.getParameter("name"), request.getParameter("value"));
			response.getWriter().print("set");
		});
		on("/remove", (request, response) -> request.getSession().removeAttribute(request.getParameter("name")));
		on("/invalidate", (request, response) -> request.getSession(false).invalidate());
		on("/renew", (request, response) -> response.getWriter().print(request.changeSessionId()));
		on("/id", (request, response) -> {
			HttpSession session = request.getSession(false);
			response.getWriter().print((session != null) ? session.getId() : "no session");
		});
	}

	/**
	 * Return settings that check each copy at each request and save at the end of each
	 * request, with a sweep that tests start themselves.
	 */
	public static SessionSettings settings() {
		return settings("", false, 0);
	}

	public static SessionSettings settings(String workerName, boolean sticky, int savePeriod) {
		return settings(workerName, sticky, savePeriod, Duration.ofHours(1), 0);
	}

	public static SessionSettings settings(Duration cacheMaxIdle, int cacheMaxSessions) {
		return settings("", false, 0, cacheMaxIdle, cacheMaxSessions);
	}

	/**
	 * Return settings of a sticky node that keeps what cannot be stored.
	 */
	public static SessionSettings settingsThatKeepWrites(int savePeriod) {
		SessionSettings rejecting = settings("", true, savePeriod);
		return new SessionSettings("", true, rejecting.stalePeriod(), savePeriod, rejecting.cleanUpPeriod(),
				rejecting.operationTimeout(), rejecting.cacheMaxIdle(), 0, Set.of(), 0, true);
	}

	private static SessionSettings settings(String workerName, boolean sticky, int savePeriod, Duration cacheMaxIdle,
			int cacheMaxSessions) {
		return new SessionSettings(workerName, sticky, sticky ? Duration.ofSeconds(-1) : Duration.ZERO, savePeriod,
				Duration.ofHours(1), Duration.ofSeconds(5), cacheMaxIdle, cacheMaxSessions, Set.of(), 0, false);
	}

	/**
	 * Add a web application.
	 */
	public JettyNode context(String path, Consumer<ServletContextHandler> customizer) {
		ServletContextHandler context = new ServletContextHandler(path, ServletContextHandler.SESSIONS);
		ServletHolder holder = new ServletHolder(new ActionServlet());
		holder.setAsyncSupported(true);
		context.addServlet(holder, "/*");
		context.getSessionHandler().setMaxInactiveInterval(1800);
		customizer.accept(context);
		this.contexts.addHandler(context);
		return this;
	}

	/**
	 * Install session clustering now and not when the server starts.
	 */
	public JettyNode install() {
		this.manager.install(this.server);
		this.installed = true;
		return this;
	}

	public JettyNode start(EventListener... listeners) {
		if (this.contexts.getHandlers().isEmpty()) {
			context("/", (context) -> {
				for (EventListener listener : listeners) {
					context.addEventListener(listener);
				}
			});
		}
		if (!this.installed) {
			install();
		}
		run(this.server::start);
		return this;
	}

	/**
	 * Decide what is done at a path below any context.
	 */
	public JettyNode on(String path, Action action) {
		this.actions.put(path, action);
		return this;
	}

	/**
	 * Collect expired sessions.
	 */
	public void sweep() {
		run(() -> this.server.getBean(SessionIdManager.class).getSessionHouseKeeper().scavenge());
	}

	public Server server() {
		return this.server;
	}

	public HazelcastSessionManager manager() {
		return this.manager;
	}

	public SessionStore store() {
		return this.store;
	}

	public int port() {
		return this.connector.getLocalPort();
	}

	@Override
	public void close() {
		this.manager.stop();
		run(this.server::stop);
	}

	private static void run(Step step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What a request does.
	 */
	@FunctionalInterface
	public interface Action {

		void handle(HttpServletRequest request, HttpServletResponse response) throws Exception;

	}

	@FunctionalInterface
	private interface Step {

		void run() throws Exception;

	}

	@SuppressWarnings("serial")
	private final class ActionServlet extends HttpServlet {

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response)
				throws ServletException, IOException {
			Action action = JettyNode.this.actions.get(request.getPathInfo());
			if (action == null) {
				response.sendError(404);
				return;
			}
			try {
				action.handle(request, response);
			}
			catch (RuntimeException | ServletException | IOException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new ServletException(ex);
			}
		}

	}

}
