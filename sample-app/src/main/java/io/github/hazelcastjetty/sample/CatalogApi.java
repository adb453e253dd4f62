package io.github.hazelcastjetty.sample;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the shop sells. Needs no session.
 */
@RestController
@RequestMapping("/api/products")
class CatalogApi {

	private final Catalog catalog;

	CatalogApi(Catalog catalog) {
		this.catalog = catalog;
	}

	@GetMapping
	List<Product> products() {
		return this.catalog.products();
	}

}
