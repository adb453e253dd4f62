package io.github.hazelcastjetty.session.jetty;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.http.HttpCookie.SameSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no setting of the {@link SessionHandler} that ours replaces is lost, not
 * even one that a later Jetty adds.
 */
@Timeout(60)
class TakenOverSettingsTests extends AbstractTwoNodesTests {

	/**
	 * What makes the handler a part of its server, and is ours to decide.
	 */
	private static final List<String> PARTS = List.of("beans", "handler", "server", "sessionCache", "sessionIdManager");

	@Test
	void everySettingIsTakenOver() throws Exception {
		Map<PropertyDescriptor, Object> values = new LinkedHashMap<>();
		for (PropertyDescriptor setting : settings()) {
			values.put(setting, otherThan(setting, setting.getReadMethod().invoke(new SessionHandler())));
		}
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings()))
			.context("/",
					(context) -> values.forEach((setting, value) -> set(context.getSessionHandler(), setting, value)))
			.start();
		SessionHandler ours = this.one.server().getDescendant(SessionHandler.class);
		assertThat(ours).isInstanceOf(ClusteredSessionHandler.class);
		Map<String, Object> expected = new LinkedHashMap<>();
		Map<String, Object> actual = new LinkedHashMap<>();
		for (Map.Entry<PropertyDescriptor, Object> setting : values.entrySet()) {
			expected.put(setting.getKey().getName(), setting.getValue());
			actual.put(setting.getKey().getName(), setting.getKey().getReadMethod().invoke(ours));
		}
		assertThat(actual).isEqualTo(expected)
			.containsKeys("checkingRemoteSessionIdEncoding", "httpOnly", "maxCookieAge", "maxInactiveInterval",
					"partitioned", "refreshCookieAge", "sameSite", "secureCookies", "secureRequestOnly",
					"sessionComment", "sessionCookie", "sessionDomain", "sessionIdPathParameterName", "sessionPath",
					"usingCookies", "usingUriParameters");
	}

	@Test
	void attributesOfTheCookieThatJettyDoesNotKnow() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings())).context("/", (context) -> {
			context.getSessionHandler().setSessionCookieAttribute("Priority", "High");
			context.getSessionHandler().setPartitioned(true);
		}).start();
		assertThat(new HttpUser().exchange(this.one, "/set?name=n&value=1").headers().firstValue("Set-Cookie"))
			.hasValueSatisfying((cookie) -> assertThat(cookie.split("; ")).contains("Priority=High", "Partitioned"));
	}

	private static List<PropertyDescriptor> settings() throws IntrospectionException {
		List<PropertyDescriptor> settings = new ArrayList<>(
				Arrays.asList(Introspector.getBeanInfo(SessionHandler.class).getPropertyDescriptors()));
		settings.removeIf((property) -> property.getReadMethod() == null || property.getWriteMethod() == null
				|| PARTS.contains(property.getName()));
		return settings;
	}

	private static Object otherThan(PropertyDescriptor setting, Object value) {
		Class<?> type = setting.getPropertyType();
		if (type == boolean.class) {
			return !(boolean) value;
		}
		if (type == int.class) {
			return (int) value + 1001;
		}
		if (type == SameSite.class) {
			return SameSite.STRICT;
		}
		assertThat(type).as(setting.getName()).isEqualTo(String.class);
		return "other" + value;
	}

	private static void set(SessionHandler handler, PropertyDescriptor setting, Object value) {
		try {
			setting.getWriteMethod().invoke(handler, value);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(setting.getName(), ex);
		}
	}

}
