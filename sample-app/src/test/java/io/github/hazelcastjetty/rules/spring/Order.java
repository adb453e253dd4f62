package io.github.hazelcastjetty.rules.spring;

import java.io.Serializable;

/**
 * What a user fills in page by page.
 */
public class Order implements Serializable {

	private static final long serialVersionUID = 1L;

	private String name = "";

	private String address = "";

	public String getName() {
		return this.name;
	}

	public void setName(String name) {
		this.name = name;
	}

	public String getAddress() {
		return this.address;
	}

	public void setAddress(String address) {
		this.address = address;
	}

}
