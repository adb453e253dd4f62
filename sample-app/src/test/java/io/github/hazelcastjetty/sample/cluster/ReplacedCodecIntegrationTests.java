package io.github.hazelcastjetty.sample.cluster;

import java.nio.charset.StandardCharsets;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two applications that keep their attributes as JSON, with a codec of their own.
 */
@OwnCluster
class ReplacedCodecIntegrationTests {

	private static final Logger LIBRARY = (Logger) LoggerFactory.getLogger("io.github.hazelcastjetty.session");

	private static SampleCluster cluster;

	@BeforeAll
	static void startCluster() {
		cluster = Topology.ROUND_ROBIN.builder("codec")
			.program(Program.local(RulesApplication.class))
			.nodes("a", "b")
			.property("rules.json", "true")
			.start();
	}

	@AfterAll
	static void stopCluster() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@Test
	void beanOfTheApplicationDecidesHowAttributesAreStored() {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		LIBRARY.addAppender(log);
		Browser browser = cluster.browserAt("a");
		SampleNode b = cluster.node("b");
		// Not serializable by Java
		browser.post("/rules/attributes/basket?name=basket&items=tea,milk").expectSuccess();
		browser.at(b).set("colour", "green");
		assertThat(browser.at(b).session().attributes()).containsEntry("basket", "Basket[items=[tea, milk]]");
		assertThat(browser.session().attributes()).containsEntry("colour", "green");
		assertThat(new String(cluster.contents().body(browser.sessionId()), StandardCharsets.UTF_8))
			.contains("{\"items\":[\"tea\",\"milk\"]}", "java.lang.String \"green\"");
		LIBRARY.detachAppender(log);
		assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage)
			.noneMatch((message) -> message.contains("'basket'"));
	}

}
