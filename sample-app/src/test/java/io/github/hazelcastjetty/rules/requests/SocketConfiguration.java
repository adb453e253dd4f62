package io.github.hazelcastjetty.rules.requests;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.springframework.boot.jetty.JettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A WebSocket at {@code /rules/requests/socket} that talks about the session of its
 * handshake. The handshake creates one if its query is {@code create}.
 */
@Configuration(proxyBeanMethods = false)
class SocketConfiguration {

	private static final String PATH = "/rules/requests/socket";

	@Bean
	JettyServerCustomizer sockets() {
		ServerEndpointConfig config = ServerEndpointConfig.Builder.create(SocketEndpoint.class, PATH)
			.configurator(new SessionOfTheHandshake())
			.build();
		return (server) -> server.getDescendants(ServletContextHandler.class)
			.forEach((context) -> JakartaWebSocketServletContainerInitializer.configure(context,
					(servletContext, container) -> container.addEndpoint(config)));
	}

	/**
	 * Listeners of requests come before the filter that makes the handshake.
	 */
	@Bean
	ServletRequestListener sessionOfTheHandshake() {
		return new ServletRequestListener() {

			@Override
			public void requestInitialized(ServletRequestEvent event) {
				HttpServletRequest request = (HttpServletRequest) event.getServletRequest();
				if (PATH.equals(request.getRequestURI()) && "create".equals(request.getQueryString())) {
					request.getSession().setAttribute("created", "in the handshake");
				}
			}

		};
	}

	private static final class SessionOfTheHandshake extends ServerEndpointConfig.Configurator {

		@Override
		public void modifyHandshake(ServerEndpointConfig endpoint, HandshakeRequest request,
				HandshakeResponse response) {
			Object session = request.getHttpSession();
			if (session != null) {
				endpoint.getUserProperties().put(SocketEndpoint.SESSION, session);
			}
		}

	}

}
