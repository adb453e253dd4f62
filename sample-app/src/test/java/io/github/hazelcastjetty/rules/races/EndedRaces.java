package io.github.hazelcastjetty.rules.races;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.springframework.stereotype.Component;

/**
 * Writes down at once which sessions it was told the end of, in a file that outlives this
 * process however it ends.
 */
@Component
public class EndedRaces implements HttpSessionListener {

	/**
	 * Where the files are, one for each process, below its working directory.
	 */
	public static final Path DIRECTORY = Path.of("target", "races");

	private final Path file = DIRECTORY.resolve(Long.toString(ProcessHandle.current().pid()));

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		HttpSession session = event.getSession();
		if (session.getAttribute(RaceController.NAME) instanceof String name) {
			write(name + System.lineSeparator());
		}
	}

	private synchronized void write(String line) {
		try {
			Files.createDirectories(DIRECTORY);
			Files.writeString(this.file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
