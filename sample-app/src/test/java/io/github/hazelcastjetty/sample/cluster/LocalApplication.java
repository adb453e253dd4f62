package io.github.hazelcastjetty.sample.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application in the Java virtual machine of the tests, which costs much less than one
 * of its own. For nodes of which only the settings are of interest: it cannot die or
 * stand still, and has no log of its own.
 */
final class LocalApplication implements RunningProgram {

	static {
		// The log of the tests is not the application's to set up
		System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
	}

	private final CompletableFuture<ConfigurableApplicationContext> context;

	private LocalApplication(CompletableFuture<ConfigurableApplicationContext> context) {
		this.context = context;
	}

	/**
	 * Starts an application without waiting for anything.
	 * @param source its class
	 * @param arguments its arguments
	 */
	static LocalApplication start(Class<?> source, List<String> arguments) {
		SpringApplication application = new SpringApplication(source);
		application.setBannerMode(Banner.Mode.OFF);
		CompletableFuture<ConfigurableApplicationContext> context = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				context.complete(application.run(arguments.toArray(String[]::new)));
			}
			catch (RuntimeException | Error ex) {
				context.completeExceptionally(ex);
			}
		}, "start-" + source.getSimpleName());
		thread.setDaemon(true);
		thread.start();
		return new LocalApplication(context);
	}

	@Override
	public long pid() {
		return ProcessHandle.current().pid();
	}

	@Override
	public boolean isAlive() {
		return !this.context.isDone() || (!this.context.isCompletedExceptionally() && this.context.join().isActive());
	}

	@Override
	public int stopGracefully() {
		ConfigurableApplicationContext running = this.context.join();
		return SpringApplication.exit(running);
	}

	@Override
	public void discard() {
		if (!this.context.isCompletedExceptionally()) {
			this.context.join().close();
		}
	}

	@Override
	public void kill() {
		throw new UnsupportedOperationException("The tests would die as well");
	}

	@Override
	public void pause() {
		throw new UnsupportedOperationException("The tests would stand still as well");
	}

	@Override
	public void resume() {
		throw new UnsupportedOperationException("It was not frozen");
	}

}
