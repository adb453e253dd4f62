package io.github.hazelcastjetty.session.jetty;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.HouseKeeper;
import org.eclipse.jetty.session.SessionIdManager;
import org.eclipse.jetty.util.component.ContainerLifeCycle;

import io.github.hazelcastjetty.session.support.ControlledSessionStore;

/**
 * Our id manager with the constructor of Jetty's.
 */
public final class DelegatingSessionIdManager extends ContainerLifeCycle implements SessionIdManager {

	private final HazelcastSessionIdManager ids;

	public DelegatingSessionIdManager(Server server) {
		this.ids = new HazelcastSessionIdManager(server, new ControlledSessionStore("node"), "");
		addBean(this.ids);
	}

	@Override
	public boolean isIdInUse(String id) {
		return this.ids.isIdInUse(id);
	}

	@Override
	public void expireAll(String id) {
		this.ids.expireAll(id);
	}

	@Override
	public void invalidateAll(String id) {
		this.ids.invalidateAll(id);
	}

	@Override
	public String newSessionId(Request request, String requestedId, long created) {
		return this.ids.newSessionId(request, requestedId, created);
	}

	@Override
	public String getWorkerName() {
		return this.ids.getWorkerName();
	}

	@Override
	public String getId(String qualifiedId) {
		return this.ids.getId(qualifiedId);
	}

	@Override
	public String getExtendedId(String id, Request request) {
		return this.ids.getExtendedId(id, request);
	}

	@Override
	public String renewSessionId(String oldId, String oldExtendedId, Request request) {
		return this.ids.renewSessionId(oldId, oldExtendedId, request);
	}

	@Override
	public void scavenge() {
		this.ids.scavenge();
	}

	@Override
	public void setSessionHouseKeeper(HouseKeeper houseKeeper) {
		this.ids.setSessionHouseKeeper(houseKeeper);
	}

	@Override
	public HouseKeeper getSessionHouseKeeper() {
		return this.ids.getSessionHouseKeeper();
	}

}
