package io.github.hazelcastjetty.openid;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Import;

import io.github.hazelcastjetty.sample.SampleApplication;

/**
 * Starts one node.
 */
@SpringBootApplication(exclude = DataSourceAutoConfiguration.class)
@Import(SampleApplication.class)
public class OpenIdApplication {

	public static void main(String[] args) {
		SpringApplication.run(OpenIdApplication.class, args);
	}

}
