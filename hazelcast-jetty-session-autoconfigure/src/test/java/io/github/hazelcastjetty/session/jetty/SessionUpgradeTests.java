package io.github.hazelcastjetty.session.jetty;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request that hands its connection over to another protocol, as the handshake of a
 * WebSocket does.
 */
@Timeout(60)
class SessionUpgradeTests extends AbstractTwoNodesTests {

	private final CountDownLatch opened = new CountDownLatch(1);

	@BeforeEach
	void startNodes() {
		start();
		this.one.on("/upgrade", (request, response) -> {
			request.getSession().setAttribute("n", "2");
			ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
			core.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, new OtherProtocol(
					core.getConnectionMetaData().getConnection().getEndPoint(), this.one.server().getThreadPool()));
			response.setStatus(101);
			response.setHeader("Upgrade", "other");
			response.setHeader("Connection", "Upgrade");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
	}

	@Test
	void changeIsStoredBeforeTheConnectionIsHandedOver() throws Exception {
		try (Socket connection = connect()) {
			assertThat(send(connection, "/upgrade", "Upgrade: other\r\nConnection: Upgrade\r\n")).contains(" 101 ");
			assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
			Latches.await(this.opened);
		}
	}

	@Test
	void connectionIsNotHandedOverIfTheChangeCannotBeStored() throws Exception {
		this.storeOne.failNext(Operation.UPDATE, 1);
		try (Socket connection = connect()) {
			assertThat(send(connection, "/upgrade", "Upgrade: other\r\nConnection: Upgrade\r\n")).contains(" 503 ");
			assertThat(send(connection, "/get?name=n", "")).contains(" 200 ");
			assertThat(this.opened.getCount()).isOne();
		}
		awaitIdle();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
	}

	private Socket connect() throws IOException {
		Socket connection = new Socket("127.0.0.1", this.one.port());
		connection.setSoTimeout(10_000);
		return connection;
	}

	/**
	 * Send a request, and read the head of the response.
	 */
	private String send(Socket connection, String path, String headers) throws IOException {
		connection.getOutputStream()
			.write("GET %s HTTP/1.1\r\nHost: x\r\nCookie: JSESSIONID=%s\r\n%s\r\n"
				.formatted(path, this.user.cookie(), headers)
				.getBytes(StandardCharsets.US_ASCII));
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII), 1);
		String status = reader.readLine();
		for (String line = status; line != null && !line.isEmpty();) {
			line = reader.readLine();
		}
		return String.valueOf(status);
	}

	private final class OtherProtocol extends AbstractConnection {

		private OtherProtocol(EndPoint endPoint, Executor executor) {
			super(endPoint, executor);
		}

		@Override
		public void onOpen() {
			super.onOpen();
			SessionUpgradeTests.this.opened.countDown();
		}

		@Override
		public void onFillable() {
			close();
		}

	}

}
