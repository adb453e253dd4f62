package io.github.hazelcastjetty.quickstart;

import jakarta.servlet.http.HttpSession;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application that keeps a name in the session.
 */
@SpringBootApplication
@RestController
public class QuickStartApplication {

	@PostMapping("/name")
	void setName(@RequestParam String name, HttpSession session) {
		session.setAttribute("name", name);
	}

	@GetMapping("/name")
	String getName(HttpSession session) {
		return String.valueOf(session.getAttribute("name"));
	}

	public static void main(String[] args) {
		SpringApplication.run(QuickStartApplication.class, args);
	}

}
