package io.github.hazelcastjetty.rules;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

import io.github.hazelcastjetty.sample.SampleApplication;

/**
 * Starts one node.
 */
@SpringBootApplication
@Import(SampleApplication.class)
public class RulesApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(RulesApplication.class);
		// Nobody listens, and who is the user is asked of a session that may have ended
		// since the answer was sent: Jetty then cuts the connection
		application.setDefaultProperties(Map.of("spring.mvc.publish-request-handled-events", "false"));
		application.run(args);
	}

}
