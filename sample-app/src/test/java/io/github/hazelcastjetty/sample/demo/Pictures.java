package io.github.hazelcastjetty.sample.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The pictures for the documents, made while the page is tested. They go to the directory
 * that the system property {@code demo.images} names, else to the build directory, so
 * that a test changes no file of the project.
 */
final class Pictures {

	private static final Duration SHOWN = Duration.ofMillis(140);

	private final Path directory;

	private final AnimatedPng film = new AnimatedPng();

	Pictures(Path buildDirectory) throws IOException {
		String chosen = System.getProperty("demo.images");
		this.directory = Files
			.createDirectories((chosen != null) ? Path.of(chosen) : buildDirectory.resolve("demo-images"));
	}

	/**
	 * Films the page for a while.
	 * @param count how many pictures to take
	 */
	void film(DemoPage page, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			this.film.add(page.picture(), SHOWN);
		}
	}

	/**
	 * Lets the last picture of the film be seen for longer, and writes the film.
	 */
	Path writeFilm(DemoPage page, String name) throws IOException {
		this.film.add(page.picture(), SHOWN.multipliedBy(20));
		Path file = this.directory.resolve(name);
		this.film.write(file);
		return file;
	}

	Path write(byte[] picture, String name) throws IOException {
		return Files.write(this.directory.resolve(name), picture);
	}

}
