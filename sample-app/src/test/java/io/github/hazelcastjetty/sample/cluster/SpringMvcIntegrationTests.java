package io.github.hazelcastjetty.sample.cluster;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring MVC keeps in sessions, with each request on another node than the one
 * before.
 */
@ParameterizedClass
@EnumSource
class SpringMvcIntegrationTests {

	private static final String STORED_ORDER = "/rules/spring/stored-order";

	private static final String BASKET = "/rules/spring/basket";

	private final SampleCluster cluster;

	private final Browser a;

	private final Browser b;

	SpringMvcIntegrationTests(Topology topology) {
		this.cluster = topology.cluster();
		this.a = this.cluster.browserAt("a");
		this.b = this.a.at(this.cluster.node("b"));
	}

	@Test
	void formOfSeveralPagesIsFilledInAndThanksAreSaidOnce() {
		submit(this.a, Map.of("name", "Ada"));
		assertThat(this.b.get(STORED_ORDER).body()).isEqualTo("Ada of ");
		submit(this.b, Map.of("address", "London"));
		assertThat(this.a.get(STORED_ORDER).body()).isEqualTo("Ada of London");
		submit(this.a, Map.of("name", "Ada L."));
		Reply finished = this.b.submit("/rules/spring/order/finish", Map.of());
		assertThat(finished.status()).isEqualTo(302);
		assertThat(finished.header("Location")).endsWith("/rules/spring/thanks");
		assertThat(this.a.get(STORED_ORDER).body()).isEqualTo("nothing");
		assertThat(this.a.get("/rules/spring/thanks").body()).isEqualTo("Thank you, Ada L. of London");
		assertThat(this.b.get("/rules/spring/thanks").body()).isEqualTo("null");
		assertThat(this.a.get("/rules/spring/thanks").body()).isEqualTo("null");
		assertThat(this.b.session().attributes()).isEmpty();
	}

	@Test
	void beanOfTheSessionIsChangedInPlaceOnOneNodeAndReadOnTheOther() {
		for (int round = 0; round < 5; round++) {
			this.a.post(BASKET + "?name=a" + round).expectSuccess();
			assertThat(goods(this.b)).hasSize(2 * round + 1).endsWith("a" + round);
			this.b.post(BASKET + "?name=b" + round).expectSuccess();
			assertThat(goods(this.a)).hasSize(2 * round + 2).endsWith("b" + round);
		}
	}

	@Test
	void beanOfTheSessionThatIsOnlyReadIsNotStored() {
		this.a.post(BASKET + "?name=tea").expectSuccess();
		long version = this.cluster.contents().version(this.a.sessionId());
		for (int round = 0; round < 3; round++) {
			assertThat(goods(this.a)).containsExactly("tea");
			assertThat(goods(this.b)).containsExactly("tea");
		}
		assertThat(this.cluster.contents().version(this.a.sessionId())).isEqualTo(version);
	}

	/**
	 * Spring keeps it in memory on the node that has created the bean that the bean wants
	 * to be told.
	 */
	@ParameterizedTest
	@CsvSource({ "a, true", "b, false" })
	void beanOfTheSessionIsToldOfItsEndOnlyOnTheNodeThatHasCreatedIt(String ending, boolean told) {
		String name = UUID.randomUUID().toString();
		this.a.post(BASKET + "?name=" + name).expectSuccess();
		this.b.post(BASKET + "?name=by-" + name).expectSuccess();
		assertThat(goods(this.a)).containsExactly(name, "by-" + name);
		this.a.at(this.cluster.node(ending)).post("/api/invalidate").expectSuccess();
		assertThat(this.a.session().exists()).isFalse();
		for (Browser browser : List.of(this.a, this.b)) {
			boolean expected = told && browser == this.a;
			assertThat(browser.get(BASKET + "/cleared?name=" + name).body()).isEqualTo(Boolean.toString(expected));
		}
	}

	private static void submit(Browser browser, Map<String, String> fields) {
		Reply reply = browser.submit("/rules/spring/order/page", fields);
		assertThat(reply.status()).isEqualTo(302);
		assertThat(reply.header("Location")).endsWith(STORED_ORDER);
	}

	private static List<String> goods(Browser browser) {
		return browser.get(BASKET).expectSuccess().json().valueStream().map(JsonNode::asString).toList();
	}

}
