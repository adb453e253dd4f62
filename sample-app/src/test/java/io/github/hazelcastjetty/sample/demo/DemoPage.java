package io.github.hazelcastjetty.sample.demo;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * The page of the demo in a browser, as somebody sees it who looks at it.
 */
final class DemoPage implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofMinutes(4);

	private final ChromeDriver driver;

	private DemoPage(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Opens the page in a new browser.
	 */
	static DemoPage open(ChromeDriver driver, URI shop) {
		DemoPage page = new DemoPage(driver);
		driver.get(shop.toString());
		page.await("the page").until(() -> !page.all("body[data-ready]").isEmpty());
		return page;
	}

	ChromeDriver driver() {
		return this.driver;
	}

	ConditionFactory await(String what) {
		return Awaitility.await(what).atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100));
	}

	List<WebElement> all(String css) {
		return this.driver.findElements(By.cssSelector(css));
	}

	WebElement one(String css) {
		return this.driver.findElement(By.cssSelector(css));
	}

	String text(String css) {
		return one(css).getText();
	}

	/**
	 * Clicks on a button, by what a screen reader would call it.
	 */
	void click(String label) {
		one("button[aria-label='%s']".formatted(label)).click();
	}

	/**
	 * Puts one more of a product into the cart and waits until it is there.
	 */
	void add(String product) {
		int before = quantity(product);
		one("[data-product=%s] [data-step='1']".formatted(product)).click();
		await("one more " + product).until(() -> quantity(product) == before + 1);
	}

	int quantity(String product) {
		return Integer.parseInt(text("[data-product=%s] output".formatted(product)));
	}

	/**
	 * Sends a request and waits until its result is on the page.
	 * @return the node that has answered
	 */
	String ask() {
		one("#ask").click();
		await("an answer").until(() -> "false".equals(one("#session").getDomAttribute("aria-busy")));
		return text("#session-facts").replaceAll("(?s).* node ([a-z])[.].*", "$1");
	}

	void login(String user) {
		one("#user").clear();
		one("#user").sendKeys(user);
		one("#login button").click();
		await("the login").until(() -> one("#account").isDisplayed());
	}

	String state(String node) {
		return text("[data-node=%s] .state".formatted(node));
	}

	/**
	 * Waits until the page knows which node keeps the session.
	 */
	String owner() {
		await("the owner of the session").until(() -> all(".node.mine").size() == 1);
		return one(".node.mine").getDomAttribute("data-node");
	}

	int number(String id) {
		return Integer.parseInt(text("#" + id).replace(",", ""));
	}

	/**
	 * Runs a script in the page.
	 */
	String script(String script) {
		return String.valueOf(this.driver.executeScript(script));
	}

	/**
	 * What the page has complained about.
	 */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::toString)
			.toList();
	}

	byte[] picture() {
		return this.driver.getScreenshotAs(OutputType.BYTES);
	}

	/**
	 * A picture of the whole page, also of what one would have to scroll to.
	 */
	byte[] wholePicture() {
		Object data = this.driver
			.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
			.get("data");
		return Base64.getDecoder().decode(String.valueOf(data).getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
