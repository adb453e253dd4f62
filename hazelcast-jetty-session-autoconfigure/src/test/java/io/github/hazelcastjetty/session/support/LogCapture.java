package io.github.hazelcastjetty.session.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Collects what is logged, stack traces included.
 */
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	private final List<Logger> loggers = new ArrayList<>();

	private final List<Level> levels = new ArrayList<>();

	public LogCapture() {
		start();
	}

	public LogCapture capture(String name, Level level) {
		Logger logger = (Logger) LoggerFactory.getLogger(name);
		this.loggers.add(logger);
		this.levels.add(logger.getLevel());
		logger.setLevel(level);
		logger.addAppender(this);
		return this;
	}

	@Override
	protected void append(ILoggingEvent event) {
		event.getFormattedMessage();
		this.events.add(event);
	}

	/**
	 * Return the lines of all events.
	 */
	public List<String> lines() {
		return this.events.stream().map(LogCapture::toString).toList();
	}

	/**
	 * Return the messages of a level.
	 */
	public List<String> messages(Level level) {
		return this.events.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	private static String toString(ILoggingEvent event) {
		StringBuilder line = new StringBuilder(event.getLoggerName() + " " + event.getFormattedMessage());
		for (IThrowableProxy ex = event.getThrowableProxy(); ex != null; ex = ex.getCause()) {
			line.append(" | ").append(ex.getClassName()).append(": ").append(ex.getMessage());
		}
		return line.toString();
	}

	@Override
	public void close() {
		for (int i = 0; i < this.loggers.size(); i++) {
			this.loggers.get(i).detachAppender(this);
			this.loggers.get(i).setLevel(this.levels.get(i));
		}
		stop();
	}

}
