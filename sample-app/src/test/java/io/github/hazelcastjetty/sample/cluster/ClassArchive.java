package io.github.hazelcastjetty.sample.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets Java virtual machines start sooner: the first one with a class path writes down
 * which classes it has loaded, the others map them into their memory (class data
 * sharing). One that cannot use what was written, for whatever reason, loads its classes
 * as usual.
 */
final class ClassArchive {

	private static final Logger logger = LoggerFactory.getLogger(ClassArchive.class);

	private static final Map<String, List<String>> ARCHIVES = new HashMap<>();

	private ClassArchive() {
	}

	/**
	 * The arguments of {@code java} for a class path.
	 * @param classPath directories and jars
	 * @param main the class to start
	 * @param rehearsal starts a program with such arguments, uses it and ends it
	 */
	static List<String> arguments(List<Path> classPath, Class<?> main, Consumer<Program> rehearsal) {
		synchronized (ARCHIVES) {
			return ARCHIVES.computeIfAbsent(classPath + main.getName(), (key) -> create(classPath, main, rehearsal));
		}
	}

	private static List<String> create(List<Path> classPath, Class<?> main, Consumer<Program> rehearsal) {
		Path directory = Program.buildDirectory().resolve("class-archives");
		try {
			Files.createDirectories(directory);
			return create(classPath, main, rehearsal, directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Another virtual machine with tests may be about to create the same files: it is
	 * waited for.
	 */
	private static List<String> create(List<Path> classPath, Class<?> main, Consumer<Program> rehearsal, Path directory)
			throws IOException {
		try (FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
			List<Path> jars = new ArrayList<>();
			for (Path entry : classPath) {
				// Nothing else is shared
				jars.add(Files.isDirectory(entry) ? jar(entry, directory) : entry);
			}
			String joined = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
			List<String> program = List.of("-cp", joined, main.getName());
			Path archive = directory.resolve(name(jars, main) + ".jsa");
			if (!Files.exists(archive)) {
				Path draft = directory.resolve(UUID.randomUUID() + ".jsa");
				rehearse(new Program(with("-XX:ArchiveClassesAtExit=" + draft, program)), rehearsal);
				if (!Files.exists(draft)) {
					logger.warn("There is no class archive for {}, so it starts slowly", main.getName());
					return program;
				}
				Files.move(draft, archive);
			}
			return with("-XX:SharedArchiveFile=" + archive, program);
		}
	}

	private static void rehearse(Program program, Consumer<Program> rehearsal) {
		try {
			rehearsal.accept(program);
		}
		catch (RuntimeException ex) {
			logger.warn("A rehearsal has failed", ex);
		}
	}

	private static List<String> with(String option, List<String> program) {
		return Stream.concat(Stream.of(option), program.stream()).toList();
	}

	/**
	 * What the virtual machine itself compares, so that an archive is used as long as it
	 * fits.
	 */
	private static String name(List<Path> jars, Class<?> main) throws IOException {
		StringBuilder text = new StringBuilder(System.getProperty("java.vm.version"));
		for (Path jar : jars) {
			text.append(jar).append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
		}
		return main.getSimpleName() + "-" + UUID.nameUUIDFromBytes(text.toString().getBytes());
	}

	/**
	 * Packs a directory, unless that was done before.
	 */
	private static Path jar(Path directory, Path target) throws IOException {
		List<Path> files;
		try (Stream<Path> all = Files.walk(directory)) {
			files = all.filter((file) -> !file.equals(directory)).sorted().toList();
		}
		StringBuilder text = new StringBuilder();
		for (Path file : files) {
			text.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
		}
		Path jar = target
			.resolve(directory.getFileName() + "-" + UUID.nameUUIDFromBytes(text.toString().getBytes()) + ".jar");
		if (!Files.exists(jar)) {
			Path draft = target.resolve(UUID.randomUUID() + ".jar");
			try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(draft))) {
				for (Path file : files) {
					String name = directory.relativize(file).toString().replace(File.separatorChar, '/');
					// With directories, else nobody finds classes by their package
					out.putNextEntry(new JarEntry(Files.isDirectory(file) ? name + "/" : name));
					if (!Files.isDirectory(file)) {
						Files.copy(file, out);
					}
					out.closeEntry();
				}
			}
			Files.move(draft, jar);
		}
		return jar;
	}

}
