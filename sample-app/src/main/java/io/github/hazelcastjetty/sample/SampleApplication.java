package io.github.hazelcastjetty.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts one node of the shop. Nothing in this application mentions Hazelcast: the
 * starter on the class path is all there is.
 */
@SpringBootApplication
public class SampleApplication {

	/**
	 * Starts the node.
	 * @param args properties as Spring Boot reads them from a command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

}
