package io.github.hazelcastjetty.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A document in Markdown.
 *
 * @param file the file
 * @param text its content
 */
public record Document(Path file, String text) {

	/**
	 * The root of the project.
	 */
	static final Path ROOT = root();

	private static final Pattern BLOCK = Pattern
		.compile("(?ms)^(?:<!-- ([^\\n]*) -->\\n)?( *)```(\\w*)\\n(.*?)^\\2```$");

	private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");

	private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	/**
	 * The README, the other documents of the root and all in {@code docs}.
	 */
	static List<Document> all() {
		try (Stream<Path> root = Files.list(ROOT); Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			return Stream.concat(root, docs)
				.filter((file) -> file.toString().endsWith(".md"))
				.sorted()
				.map(Document::read)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Those that are for users.
	 */
	static List<Document> forUsers() {
		return all().stream().filter((document) -> document.name().matches("README\\.md|docs/[^/]*\\.md")).toList();
	}

	/**
	 * Reads a document.
	 * @param name its path from the root of the project
	 */
	public static Document read(String name) {
		return read(ROOT.resolve(name));
	}

	private static Document read(Path file) {
		try {
			return new Document(file, Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Its path from the root of the project.
	 */
	String name() {
		return ROOT.relativize(this.file).toString();
	}

	List<Snippet> snippets() {
		List<Snippet> snippets = new ArrayList<>();
		Matcher matcher = BLOCK.matcher(this.text);
		while (matcher.find()) {
			String label = (matcher.group(1) != null) ? matcher.group(1) : "";
			long line = this.text.substring(0, matcher.start(4)).lines().count() + 1;
			snippets.add(new Snippet(name() + ":" + line, matcher.group(3), label, matcher.group(4).stripIndent()));
		}
		return snippets;
	}

	/**
	 * The code of the block that a comment in the line above labels.
	 * @param label what the comment says
	 */
	public String snippet(String label) {
		return snippets().stream()
			.filter((snippet) -> snippet.label().equals(label))
			.map(Snippet::text)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No snippet '" + label + "' in " + name()));
	}

	/**
	 * The text without blocks of code and comments.
	 */
	String prose() {
		return COMMENT.matcher(BLOCK.matcher(this.text).replaceAll("")).replaceAll("");
	}

	/**
	 * The anchors of its headings, as GitHub makes them.
	 */
	Set<String> anchors() {
		return HEADING.matcher(prose())
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT))
			.map((heading) -> heading.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1"))
			.map((heading) -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	/**
	 * The targets of links and pictures.
	 */
	List<String> links() {
		return groups(LINK);
	}

	/**
	 * What stands between single backticks, on one line again where it was wrapped.
	 */
	List<String> codes() {
		return groups(CODE).stream().map((code) -> code.replaceAll("\\s+", " ")).toList();
	}

	private List<String> groups(Pattern pattern) {
		return pattern.matcher(prose()).results().map((MatchResult match) -> match.group(1)).toList();
	}

	private static Path root() {
		try {
			Path directory = Path.of(Document.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			while (!Files.exists(directory.resolve("CONTRIBUTING.md"))) {
				directory = directory.getParent();
			}
			return directory;
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return name();
	}

}
