package io.github.hazelcastjetty.session.jetty;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCheck;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What developers are told about the attributes that they set.
 */
@Timeout(60)
class AttributeReportTests extends AbstractTwoNodesTests {

	private final JavaAttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(AllowedClasses.DEFAULTS));

	private final LogCapture log = new LogCapture().capture(AttributeReport.class.getName(), Level.WARN);

	@AfterEach
	void closeLog() {
		this.log.close();
	}

	@Test
	void attributeThatIsRefusedIsReportedOnceAndAtTheEnd() {
		startOne(new AttributeCheck(this.codec));
		this.one.on("/refused", (request, response) -> {
			request.getSession().setAttribute("refused", new Unknown());
			request.getSession().setAttribute("refused", new Unknown());
			response.getWriter().print(this.log.messages(Level.WARN).size());
		});
		assertThat(this.user.get(this.one, "/refused")).as("before it is stored").isEqualTo("1");
		this.one.close();
		assertThat(this.log.messages(Level.WARN)).hasSize(2)
			.allSatisfy((message) -> assertThat(message).contains("refused",
					"hazelcast.jetty.session.serialization.allow: " + getClass().getPackageName() + ".**"));
	}

	@Test
	void oneObjectUnderTwoNamesIsReported() {
		startOne(new AttributeCheck(this.codec));
		this.one.on("/shared", (request, response) -> {
			List<String> list = new ArrayList<>();
			request.getSession().setAttribute("first", list);
			request.getSession().setAttribute("second", list);
		});
		this.user.get(this.one, "/shared");
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("'first'", "'second'");
	}

	@Test
	void nothingIsReportedWithoutACheck() {
		startOne(null);
		this.one.on("/refused", (request, response) -> request.getSession().setAttribute("refused", new Unknown()));
		this.user.get(this.one, "/refused");
		assertThat(this.log.messages(Level.WARN)).isEmpty();
	}

	private void startOne(AttributeCheck check) {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings(), this.codec, AttributeCipher.none(), check))
			.start();
	}

	static final class Unknown implements Serializable {

		private static final long serialVersionUID = 1L;

	}

}
