package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/**
 * Tells a member that is not there from one that does not want us, which looks alike to a
 * client that could not connect.
 */
final class MemberProbe {

	private static final int DEFAULT_PORT = 5701;

	private static final int TIMEOUT_MILLIS = 500;

	private static final int MOST = 5;

	private MemberProbe() {
	}

	/**
	 * Return those of some addresses where somebody listens.
	 */
	static List<String> listening(List<String> addresses) {
		return addresses.stream().limit(MOST).filter(MemberProbe::listens).toList();
	}

	private static boolean listens(String address) {
		try (Socket socket = new Socket()) {
			MemberAddress member = MemberAddress.of(address);
			Integer port = member.withDefaultPort(DEFAULT_PORT).port();
			socket.connect(new InetSocketAddress(member.host(), (port != null) ? port : DEFAULT_PORT), TIMEOUT_MILLIS);
			return true;
		}
		catch (IOException | IllegalArgumentException ex) {
			return false;
		}
	}

}
