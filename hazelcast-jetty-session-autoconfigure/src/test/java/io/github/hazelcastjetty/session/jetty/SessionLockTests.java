package io.github.hazelcastjetty.session.jetty;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.awaitility.Awaitility;
import org.eclipse.jetty.ee11.servlet.HttpOutput;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.cache.CacheInspector;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Gate;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The lock of a session is held neither while the store is called nor while code of the
 * application runs.
 */
@Timeout(60)
class SessionLockTests extends AbstractTwoNodesTests {

	/**
	 * More than the buffers of a connection hold.
	 */
	private static final int DOWNLOAD = 64 * 1024 * 1024;

	private final Set<String> called = ConcurrentHashMap.newKeySet();

	private final Set<String> calledWithLock = ConcurrentHashMap.newKeySet();

	@Test
	void neitherTheStoreNorTheApplicationIsCalledWithTheLock() {
		this.one = add(new JettyNode(watched(this.storeOne), JettyNode.settings(), watchedCodec()))
			.start(new WatchingListener());
		this.two = add(new JettyNode(this.storeTwo, JettyNode.settings())).start();
		AtomicReference<HttpSession.Accessor> accessor = new AtomicReference<>();
		both("/begin", (request, response) -> {
			request.getSession().setAttribute("list", new ArrayList<>());
			request.getSession().setAttribute("large", "x".repeat(5000));
			request.getSession().setAttribute("listener", new WatchingValue(this));
			accessor.set(request.getSession().getAccessor());
		});
		both("/add", (request, response) -> list(request).add("1"));
		this.one.on("/late", (request, response) -> {
			response.flushBuffer();
			list(request).add("late");
			request.getSession().setMaxInactiveInterval(100);
		});
		this.user.get(this.one, "/begin");
		this.user.get(this.one, "/add");
		this.user.get(this.two, "/add");
		this.user.get(this.one, "/late");
		this.storeOne.failNext(Operation.UPDATE, 1);
		this.user.exchange(this.one, "/add");
		this.user.get(this.one, "/renew");
		this.user.get(this.one, "/begin");
		accessor.get().access((session) -> session.setAttribute("n", "1"));
		awaitIdle();
		Inspector.copies(this.one.manager()).forEach((copy) -> Inspector.evict(this.one.manager(), copy));
		this.user.get(this.one, "/get?name=large");
		this.user.get(this.one, "/get?name=listener");
		this.user.get(this.one, "/remove?name=listener");
		this.user.get(this.one, "/begin");
		awaitIdle();
		Inspector.recordAccesses(this.one.manager());
		expireInStore(key());
		this.one.sweep();
		this.user.get(this.one, "/begin");
		this.user.get(this.one, "/invalidate");
		this.user.get(this.one, "/begin");
		this.one.manager().flush();
		assertThat(this.calledWithLock).isEmpty();
		assertThat(this.called).contains("find", "update", "insert", "claim", "remove", "readApart", "encode", "decode",
				"valueBound", "valueUnbound", "sessionWillPassivate", "sessionDidActivate", "sessionCreated",
				"sessionDestroyed", "sessionIdChanged", "attributeAdded", "attributeRemoved", "attributeReplaced");
	}

	private void note(String call) {
		this.called.add(call);
		if (this.one != null && Inspector.copies(this.one.manager()).stream().anyMatch(CacheInspector::isLocked)) {
			this.calledWithLock.add(call);
		}
	}

	private SessionStore watched(SessionStore store) {
		return (SessionStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { SessionStore.class },
				(proxy, method, arguments) -> {
					if (!method.getName().equals("node")) {
						note(method.getName());
					}
					try {
						return method.invoke(store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private AttributeCodec watchedCodec() {
		AttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(List.of("*")));
		return new AttributeCodec() {

			@Override
			public byte[] encode(String name, Object value) throws AttributeCodecException {
				note("encode");
				return codec.encode(name, value);
			}

			@Override
			public Object decode(String name, byte[] bytes) throws AttributeCodecException {
				note("decode");
				Object value = codec.decode(name, bytes);
				if (value instanceof WatchingValue watching) {
					watching.tests = SessionLockTests.this;
				}
				return value;
			}

		};
	}

	/**
	 * One thread serves all connections.
	 */
	@Test
	void connectionIsServedThoughAnotherRequestIsStoredAndADownloadOfItsSessionGoesOn() throws Exception {
		start();
		this.one.on("/plain", (request, response) -> response.getWriter().print("plain"));
		this.one.on("/download", (request, response) -> {
			request.getSession();
			AsyncContext async = request.startAsync();
			async.setTimeout(30_000);
			response.setContentLength(DOWNLOAD);
			((HttpOutput) response.getOutputStream()).sendContent(new ByteArrayInputStream(new byte[DOWNLOAD]),
					Callback.from(async::complete));
		});
		this.user.get(this.one, "/set?name=n&value=1");
		try (Socket download = new Socket("127.0.0.1", this.one.port())) {
			download.setSoTimeout(10_000);
			download.getOutputStream()
				.write("GET /download HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: JSESSIONID=%s\r\n\r\n"
					.formatted(this.user.cookie())
					.getBytes(StandardCharsets.US_ASCII));
			InputStream in = download.getInputStream();
			int first = in.readNBytes(1000).length;
			CompletableFuture<HttpResponse<String>> saving;
			try (Gate gate = this.storeOne.holdBefore(Operation.UPDATE)) {
				saving = this.user.start(this.one, "/set?name=n&value=2");
				gate.awaitArrival();
				CompletableFuture<Long> rest = CompletableFuture.supplyAsync(() -> read(in));
				assertThat(rest.get(20, TimeUnit.SECONDS) + first).isGreaterThan(DOWNLOAD);
				assertThat(new HttpUser().start(this.one, "/plain").get(5, TimeUnit.SECONDS).body()).isEqualTo("plain");
				assertThat(saving).isNotDone();
			}
			assertThat(saving.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		}
		awaitIdle();
	}

	private static long read(InputStream in) {
		try {
			return in.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void requestThatSynchronizesOnAnAttributeDoesNotWaitForOneThatStoresIt() throws Exception {
		start();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch encoding = new CountDownLatch(1);
		this.one.on("/begin", (request, response) -> request.getSession().setAttribute("guarded", new Guarded()));
		this.one.on("/hold", (request, response) -> {
			Guarded guarded = (Guarded) request.getSession().getAttribute("guarded");
			synchronized (guarded) {
				guarded.encoding = encoding;
				running.countDown();
				Latches.await(encoding);
				request.getSession().setAttribute("n", "1");
			}
		});
		this.one.on("/use", (request, response) -> request.getSession().getAttribute("guarded"));
		this.user.get(this.one, "/begin");
		CompletableFuture<HttpResponse<String>> holding = this.user.start(this.one, "/hold");
		Latches.await(running);
		CompletableFuture<HttpResponse<String>> using = this.user.start(this.one, "/use");
		assertThat(holding.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(using.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		Awaitility.await().untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1"));
	}

	@SuppressWarnings("unchecked")
	private static List<String> list(HttpServletRequest request) {
		return (List<String>) request.getSession().getAttribute("list");
	}

	private static final class Guarded implements Serializable {

		private static final long serialVersionUID = 1L;

		private transient volatile CountDownLatch encoding;

		private void writeObject(ObjectOutputStream out) throws IOException {
			CountDownLatch latch = this.encoding;
			if (latch != null) {
				latch.countDown();
			}
			synchronized (this) {
				out.defaultWriteObject();
			}
		}

	}

	private static final class WatchingValue
			implements HttpSessionBindingListener, HttpSessionActivationListener, Serializable {

		private static final long serialVersionUID = 1L;

		private transient volatile SessionLockTests tests;

		private WatchingValue(SessionLockTests tests) {
			this.tests = tests;
		}

		@Override
		public void valueBound(HttpSessionBindingEvent event) {
			note("valueBound");
		}

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			note("valueUnbound");
		}

		@Override
		public void sessionWillPassivate(HttpSessionEvent event) {
			note("sessionWillPassivate");
		}

		@Override
		public void sessionDidActivate(HttpSessionEvent event) {
			note("sessionDidActivate");
		}

		private void note(String call) {
			if (this.tests != null) {
				this.tests.note(call);
			}
		}

	}

	private final class WatchingListener
			implements HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			note("sessionCreated");
		}

		@Override
		public void sessionDestroyed(HttpSessionEvent event) {
			note("sessionDestroyed");
		}

		@Override
		public void sessionIdChanged(HttpSessionEvent event, String oldId) {
			note("sessionIdChanged");
		}

		@Override
		public void attributeAdded(HttpSessionBindingEvent event) {
			note("attributeAdded");
		}

		@Override
		public void attributeRemoved(HttpSessionBindingEvent event) {
			note("attributeRemoved");
		}

		@Override
		public void attributeReplaced(HttpSessionBindingEvent event) {
			note("attributeReplaced");
		}

	}

}
