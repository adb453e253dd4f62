package io.github.hazelcastjetty.session.jetty.cache;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;

import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionContext;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionDataStore;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.session.TestableSessionDataStore;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStatistics;
import io.github.hazelcastjetty.session.support.JettyNode;

/**
 * Our session cache as Jetty's tests of caches want it: it can be given a data store and
 * session data of theirs. All else it is asked to do, it does itself.
 */
final class AdaptedSessionCache implements InvocationHandler {

	private final AttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(List.of("*")));

	private final SessionManager manager;

	private final Background background;

	private SessionDataStore foreign;

	private ForeignDataSessionStore store;

	private ClusteredSessionDataStore dataStore;

	private ClusteredSessionCache cache;

	private AdaptedSessionCache(SessionManager manager, Background background) {
		this.manager = manager;
		this.background = background;
		adapt(new TestableSessionDataStore());
	}

	static SessionCache of(SessionManager manager, Background background) {
		return (SessionCache) Proxy.newProxyInstance(AdaptedSessionCache.class.getClassLoader(),
				new Class<?>[] { SessionCache.class }, new AdaptedSessionCache(manager, background));
	}

	@Override
	public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("setSessionDataStore")) {
			boolean saveOnCreate = this.cache.isSaveOnCreate();
			boolean invalidateOnShutdown = this.cache.isInvalidateOnShutdown();
			adapt((SessionDataStore) arguments[0]);
			this.cache.setSaveOnCreate(saveOnCreate);
			this.cache.setInvalidateOnShutdown(invalidateOnShutdown);
			return null;
		}
		if (method.getName().equals("newSession") && arguments[0] instanceof SessionData data) {
			return newSession(data);
		}
		if (method.getName().equals("initialize")) {
			this.foreign.initialize((SessionContext) arguments[0]);
			this.foreign.start();
		}
		try {
			return method.invoke(this.cache, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private void adapt(SessionDataStore replacement) {
		this.foreign = replacement;
		this.store = new ForeignDataSessionStore(replacement, this.codec);
		AttributeValues values = new AttributeValues(this.codec, AttributeCipher.none(), true, Set.of(), 0,
				new SessionStatistics());
		this.cache = new ClusteredSessionCache(this.manager, this.store, values, AttributeCipher.none(),
				SessionPrincipalResolver.ofServer(), JettyNode.settings(), this.background, Clocks.system());
		this.dataStore = (ClusteredSessionDataStore) this.cache.getSessionDataStore();
	}

	/**
	 * A session of data that a test says has been stored before is in the store, as ours
	 * always are.
	 */
	private ManagedSession newSession(SessionData data) {
		ClusteredSessionData ours = (data.getLastSaved() > 0) ? stored(data) : this.dataStore.newSessionData(
				data.getId(), data.getCreated(), data.getAccessed(), data.getLastAccessed(), data.getMaxInactiveMs());
		ours.setExpiry(data.getExpiry());
		ours.setMetaDataDirty(data.isMetaDataDirty());
		return this.cache.newSession(ours);
	}

	private ClusteredSessionData stored(SessionData data) {
		((TestableSessionDataStore) this.foreign)._map.putIfAbsent(data.getId(), data);
		SessionRecord record = this.store.find(new SessionKey(data.getId(), ""), null);
		return this.dataStore.toData(data.getId(), record);
	}

	/**
	 * What the sweep does.
	 */
	static void sweep(SessionCache adapted) {
		AdaptedSessionCache self = (AdaptedSessionCache) Proxy.getInvocationHandler(adapted);
		self.cache.sweep().collect();
	}

}
