package io.github.hazelcastjetty.sample;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/**
 * Writes the page by hand: it is one page, and a template engine would be more than the
 * page itself.
 */
class ShopPage {

	private static final Map<String, String> ORIGINS = Map.of("NEW", "created by this request", "LOADED",
			"loaded from the cluster: this node had not seen it before", "CACHED",
			"kept by this node, and still what the cluster has", "REFRESHED",
			"kept by this node, brought up to date with what another node changed");

	String render(SessionView session, List<Product> products, @Nullable Cart cart, int counter,
			@Nullable Object message) {
		return ShopTemplate.PAGE.replace("{style}", ShopTemplate.STYLE)
			.replace("{message}", (message != null) ? "<p class=\"message\">" + escape(message) + "</p>" : "")
			.replace("{node}", escape(session.node()))
			.replace("{origin}", origin(session))
			.replace("{counter}", Integer.toString(counter))
			.replace("{products}", products(products))
			.replace("{cart}", cart(products, cart))
			.replace("{session}", session(session));
	}

	private String origin(SessionView session) {
		if (session.id() == null) {
			return "<b>No session yet</b> <span>use any button to start one</span>";
		}
		String origin = session.origin();
		if (origin == null) {
			return "<b>Not clustered</b> <span>the session manager did not say where the session came from</span>";
		}
		return "<b>" + escape(origin) + "</b> <span>" + escape(ORIGINS.getOrDefault(origin, "")) + "</span>";
	}

	private String products(List<Product> products) {
		return products.stream()
			.map((product) -> ShopTemplate.PRODUCT.formatted(product.symbol(), escape(product.name()),
					price(product, 1), product.id()))
			.collect(Collectors.joining());
	}

	private String cart(List<Product> products, @Nullable Cart cart) {
		Map<String, Integer> quantities = (cart != null) ? cart.quantities() : Map.of();
		if (quantities.isEmpty()) {
			return "<p class=\"quiet\">Nothing in it yet.</p>";
		}
		return products.stream()
			.filter((product) -> quantities.containsKey(product.id()))
			.map((product) -> cartRow(product, quantities.getOrDefault(product.id(), 0)))
			.collect(Collectors.joining("", "<table>", "</table>"));
	}

	private String cartRow(Product product, int quantity) {
		return ShopTemplate.CART_ROW.formatted(escape(product.name()), product.id(), quantity,
				price(product, quantity));
	}

	private String session(SessionView session) {
		if (session.id() == null) {
			return "<p class=\"quiet\">No session.</p>";
		}
		String attributes = session.attributes()
			.entrySet()
			.stream()
			.map((entry) -> ShopTemplate.ATTRIBUTE_ROW.formatted(escape(entry.getKey()),
					escape(entry.getValue().type()), escape(entry.getValue().value())))
			.collect(Collectors.joining());
		return ShopTemplate.SESSION.formatted(escape(session.maskedId()), session.maxInactiveInterval(), attributes);
	}

	private String price(Product product, int quantity) {
		// Not shared: a DecimalFormat belongs to one thread
		DecimalFormat format = new DecimalFormat("0.00", DecimalFormatSymbols.getInstance(Locale.ROOT));
		return "€ " + format.format(product.cents() * (long) quantity / 100.0);
	}

	private String escape(@Nullable Object text) {
		// Braces too: what a customer wrote must not be taken for a place in the template
		return HtmlUtils.htmlEscape(String.valueOf(text), "UTF-8").replace("{", "&#123;").replace("}", "&#125;");
	}

}
