package io.github.hazelcastjetty.sample.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

import io.github.hazelcastjetty.sample.cluster.OwnCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the demo as a visitor sees it: started by the command of the README, in real
 * browsers.
 */
@OwnCluster
@TestMethodOrder(OrderAnnotation.class)
class DemoIntegrationTests {

	private static final Path BUILD = Path.of("target").toAbsolutePath();

	private static final int LARGEST_PICTURE = 600 * 1024;

	@Nullable private static RunningDemo demo;

	private static Pictures pictures;

	private final List<DemoPage> pages = new ArrayList<>();

	@BeforeAll
	static void startDemo() throws IOException {
		Chromium.require();
		pictures = new Pictures(BUILD);
		demo = RunningDemo.start(BUILD.resolve("cluster-logs"));
	}

	@AfterAll
	static void stopDemo() {
		if (demo != null) {
			demo.close();
		}
	}

	@AfterEach
	void nothingWasComplainedAbout() {
		List<String> complaints = this.pages.stream().flatMap((page) -> page.complaints().stream()).toList();
		this.pages.forEach(DemoPage::close);
		assertThat(complaints).isEmpty();
	}

	@Test
	void cartSurvivesTheSuddenDeathOfTheNodeThatKeepsIt() throws Exception {
		DemoPage page = open(1160, 776, false);
		Chromium.resize(page.driver(), 1160, 776, 0.75);
		page.login("Ada");
		page.add("tea");
		page.add("tea");
		page.add("bread");
		String owner = page.owner();
		page.one("#load-button").click();
		page.await("the load").until(() -> page.number("load-rate") > 10);
		Chromium.slowDown(page.driver());
		for (int i = 0; i < 2; i++) {
			page.one("#ask").click();
			pictures.film(page, 7);
		}
		page.click("Kill node " + owner + " without warning");
		pictures.film(page, 6);
		page.await("the death of the node").until(() -> page.state(owner).equals("Killed"));
		for (int i = 0; i < 3; i++) {
			page.one("#ask").click();
			pictures.film(page, 7);
			assertThat(page.ask()).isNotEqualTo(owner);
		}
		assertThat(page.quantity("tea")).isEqualTo(2);
		assertThat(page.quantity("bread")).isEqualTo(1);
		assertThat(page.text("#account-name")).isEqualTo("Ada");
		assertThat(page.owner()).isNotEqualTo(owner);
		assertThat(pictures.writeFilm(page, "kill.png")).satisfies((file) -> assertSmall(file));
		page.click("Bring node " + owner + " back");
		page.await("the node's return").until(() -> page.state(owner).equals("Up"));
		assertThat(page.number("load-lost")).isZero();
		takePictures(page);
		page.one("#load-button").click();
		page.await("the end of the load").until(() -> page.text("#load-button").equals("Start the load"));
		assertThat(page.number("load-lost")).isZero();
		assertThat(page.quantity("tea")).isEqualTo(2);
	}

	private static void takePictures(DemoPage page) throws IOException {
		Chromium.resize(page.driver(), 1280, 900, 1);
		page.ask();
		assertSmall(pictures.write(page.picture(), "demo.png"));
		Chromium.prefer(page.driver(), "dark");
		page.ask();
		assertSmall(pictures.write(page.picture(), "demo-dark.png"));
	}

	private static void assertSmall(Path picture) throws IOException {
		assertThat(Files.size(picture)).isBetween(10_000L, (long) LARGEST_PICTURE);
	}

	@Test
	void otherBrowserSeesThatAllSessionsOfTheUserHaveEnded() {
		DemoPage laptop = open(1000, 780, false);
		DemoPage other = open(1000, 780, true);
		laptop.login("Grace");
		laptop.add("honey");
		other.login("Grace");
		other.add("cheese");
		laptop.one("#logout-everywhere").click();
		laptop.await("the log-out").until(() -> laptop.one("#login").isDisplayed());
		other.await("the log-out in the other browser").until(() -> other.one("#login").isDisplayed());
		assertThat(other.quantity("cheese")).isZero();
		assertThat(other.text("#log")).contains("Grace is logged out");
	}

	@Test
	void openPageDoesNotKeepTheSessionAlive() {
		DemoPage page = open(1000, 780, false);
		page.add("tea");
		// Like the page itself, which would look at the session again if another one had
		// done so
		page.driver()
			.executeAsyncScript("const done = arguments[0]; import('/js/api.js')"
					+ ".then((api) => api.call('POST', 'api/timeout?seconds=3')).then(() => done(), done)");
		page.await("six seconds without a request").until(() -> secondsWithoutRequest(page) > 6);
		// If it were still there, each of these requests would keep it alive
		page.await("the end of the session").until(() -> {
			page.ask();
			return page.text("#session-facts").startsWith("None yet");
		});
		assertThat(page.quantity("tea")).isZero();
	}

	private static double secondsWithoutRequest(DemoPage page) {
		return Double
			.parseDouble(page.script("return (performance.now() - Math.max(...performance.getEntriesByType('resource')"
					+ ".filter((entry) => entry.name.includes('/api/')).map((entry) => entry.responseEnd))) / 1000"));
	}

	@Test
	void stickyBalancingKeepsASessionOnItsNode() {
		DemoPage page = open(1000, 780, false);
		page.add("tea");
		assertThat(IntStream.range(0, 6).mapToObj((i) -> page.ask()).distinct()).hasSizeGreaterThan(1);
		page.one("input[value=sticky] + span").click();
		String node = page.ask();
		assertThat(IntStream.range(0, 6).mapToObj((i) -> page.ask())).containsOnly(node);
		page.one("input[value=round-robin] + span").click();
		assertThat(IntStream.range(0, 6).mapToObj((i) -> page.ask()).distinct()).hasSizeGreaterThan(1);
	}

	@Test
	void requestIsShownWithItsNodeItsOriginAndItsCost() {
		DemoPage page = open(1000, 780, false);
		page.add("coffee");
		page.await("what the request has cost")
			.until(() -> page.text("#last-request")
				.matches("(?s).*GET /api/session → node [a-z]: (loaded|cached|refreshed), 1 operation, .* B, .* ms"));
	}

	@Test
	void pausedNodeIsLeftOutUntilItGoesOn() {
		DemoPage page = open(1000, 780, false);
		page.click("Pause node c");
		page.await("the pause").until(() -> page.state("c").equals("Paused"));
		page.await("the balancer to find out").until(() -> page.all("[data-node=c].away").size() == 1);
		page.click("Let node c go on");
		page.await("the node").until(() -> page.all("[data-node=c].up:not(.away)").size() == 1);
	}

	@Test
	void addedNodeJoins() throws Exception {
		DemoPage page = open(1000, 780, false);
		int nodes = page.all(".node[data-node]").size();
		page.one(".node.add button").click();
		page.await("a node more").until(() -> page.all(".node.up").size() == nodes + 1);
		page.await("a cluster of all")
			.until(() -> page.text("[data-node=a] [data-fact=members]").equals(Integer.toString(nodes + 1)));
	}

	@Test
	void everythingIsReachedByKeyboard() {
		DemoPage page = open(1000, 780, false);
		List<String> reached = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			new Actions(page.driver()).sendKeys(Keys.TAB).perform();
			reached.add(page.script("const it = document.activeElement; return it.ariaLabel ?? it.id ?? ''"));
		}
		assertThat(reached).contains("Kill node a without warning", "Pause node b", "ask", "Add one Green tea, 100 g",
				"user", "load-button");
		page.driver().executeScript("document.querySelector('[data-product=tea] [data-step=\"1\"]').focus()");
		new Actions(page.driver()).sendKeys(Keys.SPACE).perform();
		page.await("tea by keyboard").until(() -> page.quantity("tea") == 1);
	}

	@Test
	void everyControlHasANameAndNewsIsReadOut() {
		DemoPage page = open(1000, 780, false);
		assertThat(page.script("return [...document.querySelectorAll('button, input')].filter((it) => "
				+ "!(it.ariaLabel ?? it.textContent.trim()) && !it.labels?.length).length"))
			.isEqualTo("0");
		assertThat(page.one("#log").getDomAttribute("aria-live")).isEqualTo("polite");
		assertThat(page.one("html").getDomAttribute("lang")).isEqualTo("en");
	}

	@Test
	void pageFitsAPhoneAndTheDark() {
		DemoPage page = open(360, 740, true);
		assertThat(Integer.parseInt(page.script("return document.documentElement.scrollWidth"))).isEqualTo(360);
		page.add("honey");
		assertThat(page.script("return getComputedStyle(document.body).backgroundColor")).isEqualTo("rgb(17, 21, 19)");
		Chromium.prefer(page.driver(), "light");
		assertThat(page.script("return getComputedStyle(document.body).backgroundColor"))
			.isEqualTo("rgb(244, 245, 243)");
	}

	@Test
	void otherPagesCannotControlTheNodes() throws Exception {
		RunningDemo running = demo();
		assertThat(running.send("POST", "/cluster/nodes/a/kill").statusCode()).isEqualTo(403);
		assertThat(running.send("POST", "/cluster/nodes/x/kill", "X-Demo-Page", "test").statusCode()).isEqualTo(404);
		assertThat(statusFor(running, "shop.example")).contains(" 403 ");
		assertThat(statusFor(running, "localhost")).contains(" 200 ");
	}

	private static String statusFor(RunningDemo running, String host) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", running.uri().getPort())) {
			socket.getOutputStream()
				.write("GET /cluster/state HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host)
					.getBytes(StandardCharsets.US_ASCII));
			return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
				.readLine();
		}
	}

	@Test
	@Order(Integer.MAX_VALUE)
	void demoThatIsStoppedLeavesNoProcessBehind() throws Exception {
		List<ProcessHandle> nodes = demo().nodes();
		assertThat(nodes).isNotEmpty().allMatch(ProcessHandle::isAlive);
		assertThat(demo().stop()).isTrue();
		assertThat(nodes).noneMatch(ProcessHandle::isAlive);
	}

	private static RunningDemo demo() {
		RunningDemo running = demo;
		assertThat(running).isNotNull();
		return running;
	}

	private DemoPage open(int width, int height, boolean dark) {
		DemoPage page = DemoPage.open(Chromium.start(width, height, dark), demo().uri());
		this.pages.add(page);
		return page;
	}

}
