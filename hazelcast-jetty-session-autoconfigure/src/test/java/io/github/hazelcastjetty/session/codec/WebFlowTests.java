package io.github.hazelcastjetty.session.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.webflow.context.ExternalContextHolder;
import org.springframework.webflow.conversation.Conversation;
import org.springframework.webflow.conversation.ConversationParameters;
import org.springframework.webflow.conversation.impl.SessionBindingConversationManager;
import org.springframework.webflow.core.collection.LocalAttributeMap;
import org.springframework.webflow.engine.Flow;
import org.springframework.webflow.engine.RequestControlContext;
import org.springframework.webflow.engine.State;
import org.springframework.webflow.engine.impl.FlowExecutionImplFactory;
import org.springframework.webflow.execution.FlowExecution;
import org.springframework.webflow.execution.repository.snapshot.SerializedFlowExecutionSnapshot;
import org.springframework.webflow.test.MockExternalContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Spring Web Flow keeps its flows in the session as bytes that it deserializes itself.
 */
class WebFlowTests {

	private final MockExternalContext context = new MockExternalContext();

	private final JavaAttributeCodec all = new JavaAttributeCodec(AllowedClasses.filter(List.of("*")));

	@BeforeEach
	void enter() {
		ExternalContextHolder.setExternalContext(this.context);
	}

	@AfterEach
	void leave() {
		ExternalContextHolder.setExternalContext(null);
	}

	private static JavaAttributeCodec codec(Class<?>... allowed) {
		List<String> patterns = new ArrayList<>(AllowedClasses.DEFAULTS);
		for (Class<?> type : allowed) {
			patterns.add(type.getName());
		}
		return new JavaAttributeCodec(AllowedClasses.filter(patterns));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void flowsArrive(boolean compressed) throws Exception {
		JavaAttributeCodec codec = codec(Order.class);
		Object conversations = conversations(compressed);
		ExternalContextHolder.setExternalContext(new MockExternalContext());
		Object copy = codec.decode("a", codec.encode("a", conversations));
		this.context.getSessionMap().put("webflowConversationContainer", copy);
		ExternalContextHolder.setExternalContext(this.context);
		SessionBindingConversationManager manager = new SessionBindingConversationManager();
		Conversation conversation = manager.getConversation(manager.parseConversationId("1"));
		SerializedFlowExecutionSnapshot snapshot = (SerializedFlowExecutionSnapshot) conversation.getAttribute("flow");
		FlowExecution execution = snapshot.unmarshal(getClass().getClassLoader());
		assertThat(execution.getActiveSession().getScope().get("order")).isEqualTo(new Order(1));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsNotAllowedIsRefusedInTheirBytesToo(boolean compressed) throws Exception {
		Object conversations = conversations(compressed);
		JavaAttributeCodec codec = codec();
		byte[] bytes = this.all.encode("a", conversations);
		assertThatExceptionOfType(RefusedClassException.class).isThrownBy(() -> codec.encode("a", conversations))
			.withMessageContaining(Order.class.getName());
		assertThatExceptionOfType(RefusedClassException.class).isThrownBy(() -> codec.decode("a", bytes))
			.withMessageContaining(Order.class.getName());
	}

	private Object conversations(boolean compressed) {
		Flow flow = new Flow("order");
		new State(flow, "wait") {

			@Override
			protected void doEnter(RequestControlContext request) {
				request.getFlowScope().put("order", new Order(1));
			}

		};
		FlowExecution execution = new FlowExecutionImplFactory().createFlowExecution(flow);
		execution.start(new LocalAttributeMap<>(), this.context);
		Conversation conversation = new SessionBindingConversationManager()
			.beginConversation(new ConversationParameters("a", "b", "c"));
		conversation.putAttribute("flow", new SerializedFlowExecutionSnapshot(execution, compressed));
		return this.context.getSessionMap().get("webflowConversationContainer");
	}

	/**
	 * An object of a flow.
	 *
	 * @param number anything
	 */
	record Order(int number) implements Serializable {
	}

}
