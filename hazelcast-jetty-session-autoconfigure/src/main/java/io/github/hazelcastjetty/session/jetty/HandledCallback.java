package io.github.hazelcastjetty.session.jetty;

import org.eclipse.jetty.util.Callback;

/**
 * Remembers that the application has finished.
 */
final class HandledCallback extends Callback.Nested {

	private volatile boolean completed;

	HandledCallback(Callback callback) {
		super(callback);
	}

	boolean isCompleted() {
		return this.completed;
	}

	@Override
	public void succeeded() {
		this.completed = true;
		super.succeeded();
	}

	@Override
	public void failed(Throwable failure) {
		this.completed = true;
		super.failed(failure);
	}

}
