package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.hazelcastjetty.session.support.StockMember;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that starts while a member of its cluster is there but silent.
 */
@Tag("soak")
@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class SilentClusterAtStartTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	private Path directory;

	private int firstPort;

	private int secondPort;

	private StockMember first;

	private StockMember second;

	/**
	 * Those of applications that other tests have left running.
	 */
	private Set<Thread> otherThreads;

	@BeforeEach
	void startCluster() throws IOException {
		this.otherThreads = Thread.getAllStackTraces().keySet();
		this.firstPort = TestMembers.freePort();
		this.secondPort = TestMembers.freePort();
		this.first = start(this.firstPort, this.secondPort);
		this.second = start(this.secondPort, this.firstPort);
		HazelcastInstance client = this.first.connect();
		Awaitility.await().atMost(LIMIT).until(() -> client.getCluster().getMembers().size() == 2);
		client.shutdown();
	}

	private StockMember start(int port, int other) throws IOException {
		Config config = TestMembers.config("silent", port, other);
		// What an embedded member has
		config.getProperties().remove("hazelcast.partition.count");
		return StockMember.start(config, this.directory);
	}

	@AfterEach
	void stopCluster() throws InterruptedException {
		this.first.close();
		this.second.close();
		StartUpFailureTests.assertNothingIsLeftBehind();
	}

	@Test
	void clientOfASilentMemberDoesNotStart(CapturedOutput output) throws Exception {
		this.second.close();
		this.first.pause();
		StartUpFailureTests.fail(client());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Cannot connect to the Hazelcast cluster 'silent' at 127.0.0.1:%d".formatted(this.firstPort))
			.contains("although a process listens at 127.0.0.1:%d.".formatted(this.firstPort))
			.contains("it is a Hazelcast member that listens there, and it answers");
	}

	@Test
	void clientOfASilentMemberStartsIfItMay(CapturedOutput output) throws Exception {
		this.second.close();
		this.first.pause();
		try (ConfigurableApplicationContext context = start(client())) {
			assertThat(status(context)).isEqualTo(503);
			assertThat(output).contains("although a process listens at 127.0.0.1:%d.".formatted(this.firstPort))
				.contains("cannot be reached yet");
			this.first.resume();
			Awaitility.await().atMost(LIMIT).until(() -> status(context) == 200);
		}
	}

	@Test
	void clientDoesNotStartIfOneOfTwoMembersIsSilent(CapturedOutput output) throws Exception {
		this.second.pause();
		StartUpFailureTests.fail(client());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The Hazelcast cluster 'silent', which is to keep the sessions, does not answer: ")
			.contains("each member of the cluster answers")
			.contains("'hazelcast.jetty.session.operation-timeout' is not too short");
		Awaitility.await().atMost(LIMIT).until(this::noThreadIsLeft);
	}

	@Test
	void clientStartsIfItMayAlthoughOneOfTwoMembersIsSilent() throws Exception {
		this.second.pause();
		try (ConfigurableApplicationContext context = start(client())) {
			assertThat(status(context)).isEqualTo(503);
			this.second.resume();
			Awaitility.await().atMost(LIMIT).until(() -> status(context) == 200);
		}
	}

	@Test
	void memberThatFindsASilentMemberDoesNotStart(CapturedOutput output) throws Exception {
		this.second.close();
		this.first.pause();
		StartUpFailureTests.fail(member());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Most likely the other members did not let this one join. Check that each of them answers");
	}

	/**
	 * They take it for dead after a minute.
	 */
	@Test
	void memberStartsWhenTheOthersGiveUpASilentMember() throws Exception {
		this.second.pause();
		try (ConfigurableApplicationContext context = start(member())) {
			Awaitility.await().atMost(LIMIT).until(() -> status(context) == 200);
			assertThat(
					context.getBean("hazelcastJettySessionInstance", HazelcastInstance.class).getCluster().getMembers())
				.hasSize(2);
		}
	}

	private String[] member() throws IOException {
		return new String[] { "--hazelcast.jetty.session.cluster-name=silent",
				"--hazelcast.jetty.session.operation-timeout=2s",
				"--hazelcast.jetty.session.port=" + TestMembers.freePort(),
				"--hazelcast.jetty.session.members=127.0.0.1:%d,127.0.0.1:%d".formatted(this.firstPort,
						this.secondPort) };
	}

	private String[] client() {
		return new String[] { "--hazelcast.jetty.session.client-only=true",
				"--hazelcast.jetty.session.cluster-name=silent", "--hazelcast.jetty.session.operation-timeout=2s",
				"--hazelcast.jetty.session.members=127.0.0.1:" + this.firstPort };
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		SpringApplication application = new SpringApplication(StartUpFailureTests.ApplicationConfiguration.class,
				StartWithoutClusterTests.PathConfiguration.class);
		application.setRegisterShutdownHook(false);
		String[] all = new String[arguments.length + 3];
		System.arraycopy(arguments, 0, all, 0, arguments.length);
		all[arguments.length] = "--hazelcast.jetty.session.start-up=continue";
		all[arguments.length + 1] = "--server.port=0";
		all[arguments.length + 2] = "--spring.application.name=silent";
		return application.run(all);
	}

	private int status(ConfigurableApplicationContext context) throws IOException, InterruptedException {
		int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
		URI uri = URI.create("http://127.0.0.1:" + port + "/session");
		return this.http.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.discarding())
			.statusCode();
	}

	private boolean noThreadIsLeft() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !this.otherThreads.contains(thread))
			.noneMatch((thread) -> thread.getName().startsWith("hazelcast-jetty-session-"));
	}

}
