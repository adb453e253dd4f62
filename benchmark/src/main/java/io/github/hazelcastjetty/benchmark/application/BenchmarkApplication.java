package io.github.hazelcastjetty.benchmark.application;

import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * One node of the application that is measured. Which sessions it has is a matter of what
 * is on its class path and of the configuration class that it is started with.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BenchmarkApplication {

	/**
	 * Starts the node.
	 * @param args the name of a configuration class in this package, or {@code none}, and
	 * properties as Spring Boot reads them from a command line
	 * @throws ClassNotFoundException if there is no such class
	 */
	public static void main(String[] args) throws ClassNotFoundException {
		SpringApplication application = new SpringApplication(BenchmarkApplication.class);
		if (!args[0].equals("none")) {
			String configuration = BenchmarkApplication.class.getPackageName() + "." + args[0];
			application.addPrimarySources(List.of(Class.forName(configuration)));
		}
		application.run(args);
	}

	@Bean
	SessionServlet sessionServlet() {
		return new SessionServlet();
	}

}
