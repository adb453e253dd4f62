package io.github.hazelcastjetty.rules;

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
		SpringApplication.run(RulesApplication.class, args);
	}

}
