package io.github.hazelcastjetty.sample;

/**
 * The fixed parts of the page.
 */
final class ShopTemplate {

	static final String STYLE = """
			:root { color-scheme: light dark; --line: #8883; --quiet: #777; --accent: #0b6e4f; }
			* { box-sizing: border-box; }
			body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
			h1 { font-size: 1.5rem; margin: 0 0 1rem; }
			h2 { font-size: 1.1rem; margin: 0 0 .75rem; }
			header, section { border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.25rem; }
			header { display: grid; grid-template-columns: 1fr 2fr; gap: 1rem; margin-bottom: 1rem; }
			header b { display: block; font-size: 1.25rem; }
			header span, .quiet, small { color: var(--quiet); font-size: .875rem; }
			main { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
			.wide { grid-column: 1 / -1; }
			table { width: 100%; border-collapse: collapse; }
			td, th { padding: .4rem .5rem .4rem 0; border-top: 1px solid var(--line); text-align: left; }
			th { color: var(--quiet); font-weight: normal; font-size: .875rem; }
			td.end { text-align: right; white-space: nowrap; }
			td.value { word-break: break-word; }
			form { display: inline-flex; gap: .5rem; margin: 0; }
			form.line { display: flex; margin-bottom: .75rem; }
			input { font: inherit; padding: .25rem .5rem; border: 1px solid var(--line); border-radius: .4rem; }
			input[type=number] { width: 4.5rem; }
			input[type=text] { flex: 1; min-width: 0; }
			button { font: inherit; padding: .25rem .8rem; border: 0; border-radius: .4rem; cursor: pointer;
			  color: #fff; background: var(--accent); }
			button.danger { background: #a33; }
			.message { background: #0b6e4f22; border-radius: .5rem; padding: .5rem 1rem; }
			@media (max-width: 45rem) { main, header { grid-template-columns: 1fr; } }
			""";

	static final String PAGE = """
			<!DOCTYPE html>
			<html lang="en">
			<head>
			<meta charset="UTF-8">
			<meta name="viewport" content="width=device-width, initial-scale=1">
			<title>Corner shop</title>
			<link rel="icon" href="data:,">
			<style>
			{style}</style>
			</head>
			<body>
			<h1>Corner shop</h1>
			<header>
			<div><small>Served by node</small> <b id="node">{node}</b></div>
			<div><small>How the session came here</small> <div id="origin">{origin}</div></div>
			</header>
			{message}
			<main>
			<section><h2>Products</h2><table>{products}</table></section>
			<section><h2>Cart</h2>{cart}</section>
			<section>
			<h2>Note and counter</h2>
			<form class="line" method="post" action="note">
			<input type="text" name="note" maxlength="200" aria-label="Note" placeholder="A note" required>
			<button>Save</button></form>
			<form method="post" action="counter"><button>Count: {counter}</button></form>
			</section>
			<section>
			<h2>The end</h2>
			<p class="quiet">Ends the session on every node at once.</p>
			<form method="post" action="invalidate"><button class="danger">Invalidate session</button></form>
			</section>
			<section class="wide"><h2>What the session holds</h2>{session}</section>
			</main>
			</body>
			</html>
			""";

	static final String PRODUCT = """
			<tr><td>%s %s</td><td class="end">%s</td><td class="end"><form method="post" action="cart">\
			<input type="hidden" name="product" value="%s"><button>Add to cart</button></form></td></tr>
			""";

	static final String CART_ROW = """
			<tr><td>%s</td><td class="end"><form method="post" action="cart/quantity">\
			<input type="hidden" name="product" value="%s">\
			<input type="number" name="quantity" min="0" max="999" value="%d" aria-label="Quantity">\
			<button>Change</button></form></td><td class="end">%s</td></tr>
			""";

	static final String SESSION = """
			<p class="quiet">Id %s, ends after %d seconds without a request</p>
			<table><tr><th>Name</th><th>Type</th><th>Value</th></tr>%s</table>
			""";

	static final String ATTRIBUTE_ROW = """
			<tr><td>%s</td><td>%s</td><td class="value">%s</td></tr>
			""";

	private ShopTemplate() {
	}

}
