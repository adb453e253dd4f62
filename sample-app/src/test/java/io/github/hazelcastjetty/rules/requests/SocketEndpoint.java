package io.github.hazelcastjetty.rules.requests;

import java.util.Objects;

import jakarta.servlet.http.HttpSession;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;

/**
 * Talks about the session of its handshake. What a client says is the name of an
 * attribute, or {@code name=value} to set one.
 */
public class SocketEndpoint extends Endpoint {

	/**
	 * The property of the endpoint with the session of the handshake.
	 */
	static final String SESSION = "http-session";

	@Override
	public void onOpen(Session socket, EndpointConfig config) {
		HttpSession session = (HttpSession) config.getUserProperties().get(SESSION);
		HttpSession.Accessor accessor = session.getAccessor();
		socket.addMessageHandler(String.class, new MessageHandler.Whole<String>() {

			@Override
			public void onMessage(String message) {
				String[] parts = message.split("=", 2);
				if (parts.length == 2) {
					accessor.access((accessed) -> accessed.setAttribute(parts[0], parts[1]));
					socket.getAsyncRemote().sendText("set");
				}
				else {
					accessor.access((accessed) -> socket.getAsyncRemote()
						.sendText(Objects.toString(accessed.getAttribute(message))));
				}
			}

		});
	}

}
