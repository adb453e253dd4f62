package io.github.hazelcastjetty.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the files in {@code docs/examples}.
 */
class ExampleTests {

	/**
	 * Requests under way, storing what is left, and handing the data over.
	 */
	private static final int LONGEST_STOP = 30 + 30 + 60;

	private static final Pattern ENVIRONMENT = Pattern.compile("(?m)^Environment=(\\w+)=(.*)$");

	private static final Pattern STOP = Pattern.compile("(?m)^TimeoutStopSec=(\\d+)$");

	@Test
	void everyExampleIsTested() throws IOException {
		try (Stream<Path> files = Files.list(Document.ROOT.resolve("docs/examples"))) {
			assertThat(files.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrder("compose.yaml",
					"hazelcast-kubernetes.yaml", "kubernetes.yaml", "shop.service");
		}
	}

	@Test
	void membersFindEachOtherByTheHeadlessService() throws IOException {
		Config config = YamlFiles.member(read("hazelcast-kubernetes.yaml"));
		JoinConfig join = config.getNetworkConfig().getJoin();
		assertThat(join.getMulticastConfig().isEnabled()).isFalse();
		assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
		assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
		Map<String, Object> service = resource("Service", "shop-hazelcast");
		assertThat(join.getKubernetesConfig().getProperty("service-dns"))
			.startsWith(at(service, "metadata", "name") + ".");
		assertThat(at(service, "spec", "clusterIP")).isEqualTo("None");
		assertThat(at(service, "spec", "publishNotReadyAddresses")).isEqualTo(true);
		assertThat(config.getProperty("hazelcast.shutdownhook.enabled")).isEqualTo("false");
	}

	@Test
	void manifestsAndPageHaveTheFileForHazelcast() throws IOException {
		String file = read("hazelcast-kubernetes.yaml");
		assertThat(at(resource("ConfigMap", "shop-hazelcast"), "data", "hazelcast-kubernetes.yaml")).isEqualTo(file);
		assertThat(Document.read("docs/kubernetes.md").text()).contains(file);
	}

	@Test
	void podsAreReplacedOneByOneAndHaveTimeToStop() throws IOException {
		Map<String, Object> deployment = resource("Deployment", "shop");
		assertThat(at(deployment, "spec", "strategy", "rollingUpdate", "maxUnavailable")).isEqualTo(0);
		assertThat(at(deployment, "spec", "strategy", "rollingUpdate", "maxSurge")).isEqualTo(1);
		assertThat((Integer) at(deployment, "spec", "minReadySeconds")).isPositive();
		assertThat((Integer) at(deployment, "spec", "template", "spec", "terminationGracePeriodSeconds"))
			.isGreaterThanOrEqualTo(LONGEST_STOP);
		assertThat(at(resource("PodDisruptionBudget", "shop"), "spec", "maxUnavailable")).isEqualTo(1);
		Map<String, Object> container = container(deployment);
		assertThat(container).containsKeys("startupProbe", "livenessProbe", "readinessProbe", "lifecycle");
		assertThat(at(container, "livenessProbe", "httpGet", "path")).isEqualTo("/actuator/health/liveness");
		YamlFiles.environment(((List<?>) at(container, "env")).stream()
			.map(YamlFiles::asMap)
			.collect(Collectors.toMap((entry) -> entry.get("name").toString(), (entry) -> entry.get("value"))));
	}

	@Test
	void labelsAndPortsOfTheManifestsFit() throws IOException {
		Map<String, Object> deployment = resource("Deployment", "shop");
		Object labels = at(deployment, "spec", "template", "metadata", "labels");
		assertThat(at(deployment, "spec", "selector", "matchLabels")).isEqualTo(labels);
		assertThat(at(resource("Service", "shop-hazelcast"), "spec", "selector")).isEqualTo(labels);
		assertThat(at(resource("Service", "shop"), "spec", "selector")).isEqualTo(labels);
		assertThat(at(resource("PodDisruptionBudget", "shop"), "spec", "selector", "matchLabels")).isEqualTo(labels);
		assertThat(at(resource("NetworkPolicy", "shop"), "spec", "podSelector", "matchLabels")).isEqualTo(labels);
		assertThat(((List<?>) at(container(deployment), "ports"))).map((port) -> at(port, "name"))
			.containsExactly("http", "hazelcast");
	}

	@Test
	void composeStartsTwoNodesThatKnowEachOther() throws IOException {
		Map<String, Object> compose = YamlFiles.parse(read("compose.yaml")).get(0);
		for (String node : List.of("node1", "node2")) {
			Map<String, Object> service = YamlFiles.asMap(at(compose, "services", node));
			assertThat(at(service, "environment", "HAZELCAST_JETTY_SESSION_MEMBERS")).isEqualTo("node1,node2");
			assertThat(at(service, "stop_grace_period")).isEqualTo(LONGEST_STOP + "s");
			assertThat(service).doesNotContainKey("ports");
		}
		assertThat((List<?>) at(compose, "services", "balancer", "ports"))
			.allSatisfy((port) -> assertThat(port.toString()).startsWith("127.0.0.1:"));
	}

	@Test
	void unitLeavesTimeToStop() throws IOException {
		String unit = read("shop.service");
		assertThat(STOP.matcher(unit).results()).singleElement()
			.satisfies((match) -> assertThat(Integer.parseInt(match.group(1))).isGreaterThanOrEqualTo(LONGEST_STOP));
		assertThat(unit).contains("KillSignal=SIGTERM", "SuccessExitStatus=143");
		YamlFiles.environment(ENVIRONMENT.matcher(unit)
			.results()
			.collect(Collectors.toMap((MatchResult match) -> match.group(1), (match) -> match.group(2))));
	}

	private static Map<String, Object> container(Map<String, Object> deployment) {
		return YamlFiles.asMap(((List<?>) at(deployment, "spec", "template", "spec", "containers")).get(0));
	}

	private static Map<String, Object> resource(String kind, String name) throws IOException {
		return YamlFiles.parse(read("kubernetes.yaml"))
			.stream()
			.filter((resource) -> resource.get("kind").equals(kind))
			.filter((resource) -> at(resource, "metadata", "name").equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static Object at(Object value, String... path) {
		Object found = value;
		for (String name : path) {
			found = YamlFiles.asMap(found).get(name);
		}
		assertThat(found).as(String.join(".", path)).isNotNull();
		return found;
	}

	private static String read(String name) throws IOException {
		return Files.readString(Document.ROOT.resolve("docs/examples").resolve(name));
	}

}
