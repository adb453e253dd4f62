package io.github.hazelcastjetty.session.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Address of a cluster member as it is written in the configuration.
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port the port, or {@code null} if none is given
 */
record MemberAddress(String host, @Nullable Integer port) {

	static final MemberAddress LOOPBACK = new MemberAddress("127.0.0.1", null);

	private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?");

	static MemberAddress of(String text) {
		Matcher matcher = FORM.matcher(text.strip());
		if (!matcher.matches()) {
			throw new IllegalArgumentException("'" + text + "' is not of the form host or host:port.");
		}
		Integer port = (matcher.group(2) != null) ? Integer.valueOf(matcher.group(2)) : null;
		if (port != null && (port < 1 || port > 65535)) {
			throw new IllegalArgumentException("The port of '" + text + "' is not between 1 and 65535.");
		}
		return new MemberAddress(matcher.group(1), port);
	}

	boolean isLoopback() {
		return "localhost".equalsIgnoreCase(this.host) || this.host.startsWith("127.");
	}

	MemberAddress withDefaultPort(@Nullable Integer defaultPort) {
		return (this.port != null) ? this : new MemberAddress(this.host, defaultPort);
	}

	@Override
	public String toString() {
		return (this.port != null) ? this.host + ":" + this.port : this.host;
	}

}
