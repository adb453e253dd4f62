package io.github.hazelcastjetty.sample.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The demo as the README's command runs it: a process that starts the nodes and says
 * where to look.
 */
final class RunningDemo implements AutoCloseable {

	private static final Pattern ADDRESS = Pattern.compile("The shop is open: (http://\\S+)");

	private static final Duration START_LIMIT = Duration.ofMinutes(9);

	private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

	private final HttpClient client = HttpClient.newHttpClient();

	private final Process process;

	private final Path output;

	private RunningDemo(Process process, Path output) {
		this.process = process;
		this.output = output;
		// A run that is cut short must not leave it behind
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-demo"));
	}

	/**
	 * Starts the demo and waits until it says where it is.
	 * @param directory where its output goes
	 */
	static RunningDemo start(Path directory) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		String jar = System.getProperty("sample.jar");
		if (jar != null) {
			command.add("-Dsample.jar=" + jar);
		}
		command.addAll(List.of("-classpath", System.getProperty("java.class.path"), Demo.class.getName()));
		Path output = Files.createDirectories(directory).resolve("demo.log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.redirectInput(Path.of("/dev/null").toFile())
			.start();
		RunningDemo demo = new RunningDemo(process, output);
		Awaitility.await("the demo, see " + output)
			.atMost(START_LIMIT)
			.failFast("the demo ended while starting, see " + output, () -> !process.isAlive())
			.until(() -> demo.address().find());
		return demo;
	}

	private Matcher address() {
		try {
			return ADDRESS.matcher(Files.readString(this.output));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	URI uri() {
		Matcher address = address();
		if (!address.find()) {
			throw new IllegalStateException("The demo has not said where it is, see " + this.output);
		}
		return URI.create(address.group(1));
	}

	/**
	 * Asks the demo itself for something.
	 */
	HttpResponse<String> send(String method, String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri().resolve(path))
			.method(method, HttpRequest.BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	/**
	 * The processes of all nodes that are there.
	 */
	List<ProcessHandle> nodes() throws IOException, InterruptedException {
		JsonNode state = JsonMapper.shared().readTree(send("GET", "/cluster/state").body());
		return state.path("nodes")
			.valueStream()
			.filter((node) -> node.path("pid").isNumber())
			.map((node) -> ProcessHandle.of(node.path("pid").longValue()).orElseThrow())
			.toList();
	}

	/**
	 * Ends it as Ctrl-C does.
	 * @return whether it has ended in time
	 */
	boolean stop() throws InterruptedException {
		this.process.destroy();
		return this.process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
