package io.github.hazelcastjetty.sample.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Starts real browsers without a window. Each has a profile, and so a session, of its
 * own.
 */
final class Chromium {

	private static final List<String> PLACES = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
			"/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

	private static final List<String> ARGUMENTS = List.of("--headless=new", "--no-sandbox", "--disable-gpu",
			"--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
			"--disable-sync", "--no-first-run", "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en");

	private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

	static {
		// It knows the protocol of older browsers only, and says so at each start; we
		// need none of that
		SELENIUM.setLevel(Level.SEVERE);
	}

	private Chromium() {
	}

	/**
	 * Fails where a browser is a must, as in continuous integration, and elsewhere says
	 * plainly that nothing was tested.
	 */
	static void require() {
		if (find().isEmpty()) {
			String message = "The page of the demo was NOT TESTED: there is no Chromium in any of " + PLACES
					+ ", nor is -Dchromium=PATH set. On Debian: apt-get install chromium chromium-driver";
			if (System.getenv("CI") != null) {
				Assertions.fail(message);
			}
			System.err.println(message);
			Assumptions.abort(message);
		}
	}

	/**
	 * Starts a browser.
	 * @param width the width of the page
	 * @param height the height of the page
	 * @param dark whether the user prefers dark colours
	 */
	static ChromeDriver start(int width, int height, boolean dark) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(find().orElseThrow());
		options.addArguments(ARGUMENTS);
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriver driver = new ChromeDriver(service(), options);
		resize(driver, width, height, 1);
		prefer(driver, dark ? "dark" : "light");
		return driver;
	}

	/**
	 * Gives the page another size.
	 * @param scale how many pixels of a picture one pixel of the page takes
	 */
	static void resize(ChromeDriver driver, int width, int height, double scale) {
		driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
	}

	/**
	 * Lets the user prefer other colours.
	 * @param scheme dark or light
	 */
	static void prefer(ChromeDriver driver, String scheme) {
		driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	/**
	 * Lets everything that moves on the page do so slowly, so that a film has more of it.
	 */
	static void slowDown(ChromeDriver driver) {
		driver.executeCdpCommand("Animation.enable", Map.of());
		driver.executeCdpCommand("Animation.setPlaybackRate", Map.of("playbackRate", 0.35));
	}

	private static ChromeDriverService service() {
		ChromeDriverService.Builder builder = new ChromeDriverService.Builder();
		// Elsewhere Selenium finds one itself
		Path driver = Path.of("/usr/bin/chromedriver");
		return (Files.isExecutable(driver) ? builder.usingDriverExecutable(driver.toFile()) : builder).build();
	}

	private static Optional<String> find() {
		return Stream.concat(Stream.ofNullable(System.getProperty("chromium")), PLACES.stream())
			.filter((place) -> Files.isExecutable(Path.of(place)))
			.findFirst();
	}

}
