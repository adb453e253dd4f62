package io.github.hazelcastjetty.sample;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * A request names a product that the shop does not sell.
 */
@ResponseStatus(HttpStatus.NOT_FOUND)
class UnknownProductException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnknownProductException(String id) {
		super("There is no product '" + id + "'");
	}

}
