package io.github.hazelcastjetty.session.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link java.net.URL} is read as, so that reading asks no DNS server. The hash
 * code of a URL is made of the address of its host. A table that has a URL for a key
 * would look up a host that whoever wrote the bytes has chosen.
 * <p>
 * The name is {@code URL} because only a class of the same simple name can be read in
 * place of another. The fields are those of its serialized form.
 */
final class URL implements Serializable {

	private static final long serialVersionUID = -7627629688361524110L;

	private static final int UNKNOWN = -1;

	private int hashCode = UNKNOWN;

	private @Nullable String protocol;

	private @Nullable String host;

	private int port;

	private @Nullable String authority;

	private @Nullable String file;

	private @Nullable String ref;

	private transient @Nullable AtomicBoolean reading;

	private URL() {
	}

	private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
		in.defaultReadObject();
		this.reading = ((ValueStream) in).reading();
	}

	private Object readResolve() throws ObjectStreamException {
		StringBuilder form = new StringBuilder().append(this.protocol).append(':');
		String authority = authority();
		if (authority != null && !authority.isEmpty()) {
			form.append("//").append(authority);
		}
		form.append((this.file != null) ? this.file : "");
		if (this.ref != null) {
			form.append('#').append(this.ref);
		}
		try {
			java.net.URL url = new java.net.URL(form.toString());
			boolean hasHost = url.getHost() != null && !url.getHost().isEmpty();
			return (hasHost && this.reading != null)
					? new java.net.URL(null, form.toString(), new Handler(url, this.hashCode, this.reading)) : url;
		}
		catch (IOException ex) {
			throw (ObjectStreamException) new InvalidObjectException("Malformed URL: " + form).initCause(ex);
		}
	}

	private @Nullable String authority() {
		if (this.authority != null || this.host == null) {
			return this.authority;
		}
		return (this.port == UNKNOWN) ? this.host : this.host + ":" + this.port;
	}

	/**
	 * Looks up no host while a value is read, and is that of the JDK for the rest.
	 */
	private static final class Handler extends URLStreamHandler {

		private final java.net.URL original;

		private final int hashCode;

		private final AtomicBoolean reading;

		private Handler(java.net.URL original, int hashCode, AtomicBoolean reading) {
			this.original = original;
			this.hashCode = hashCode;
			this.reading = reading;
		}

		@Override
		protected int hashCode(java.net.URL url) {
			return (this.hashCode != UNKNOWN) ? this.hashCode : super.hashCode(url);
		}

		@Override
		protected @Nullable InetAddress getHostAddress(java.net.URL url) {
			return (this.reading.get()) ? null : super.getHostAddress(url);
		}

		@Override
		protected int getDefaultPort() {
			return this.original.getDefaultPort();
		}

		@Override
		protected URLConnection openConnection(java.net.URL url) throws IOException {
			return this.original.openConnection();
		}

		@Override
		protected URLConnection openConnection(java.net.URL url, Proxy proxy) throws IOException {
			return this.original.openConnection(proxy);
		}

	}

}
