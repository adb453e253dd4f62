// The cart.

import { call } from './api.js';
import { say } from './log.js';

const list = document.getElementById('products');
const total = document.getElementById('total');
const template = document.getElementById('product-template');

const price = (cents) => `€ ${(cents / 100).toFixed(2)}`;

let products = [];
let quantities = {};

export async function loadProducts() {
	products = (await call('GET', 'api/products')).body;
	for (const product of products) {
		const item = template.content.cloneNode(true).firstElementChild;
		item.dataset.product = product.id;
		item.querySelector('.symbol').textContent = product.symbol;
		item.querySelector('.product-name').textContent = product.name;
		item.querySelector('.price').textContent = price(product.cents);
		item.querySelector('output').setAttribute('aria-label', `${product.name} in the cart`);
		for (const button of item.querySelectorAll('button')) {
			const step = Number(button.dataset.step);
			button.setAttribute('aria-label', `${step > 0 ? 'Add' : 'Remove'} one ${product.name}`);
			button.addEventListener('click', () => change(product, step));
		}
		list.append(item);
	}
	show({});
}

export async function loadCart() {
	show((await call('GET', 'api/cart')).body);
}

export function show(cart) {
	quantities = cart;
	let sum = 0;
	for (const product of products) {
		const quantity = cart[product.id] ?? 0;
		sum += quantity * product.cents;
		const item = list.querySelector(`[data-product="${product.id}"]`);
		item.querySelector('output').textContent = quantity;
		item.querySelector('[data-step="-1"]').disabled = quantity === 0;
	}
	total.textContent = sum === 0 ? 'Nothing in it yet' : `Total ${price(sum)}`;
}

async function change(product, step) {
	const path = () => `api/cart/${product.id}?quantity=${Math.max(0, (quantities[product.id] ?? 0) + step)}`;
	try {
		show((await call('POST', path)).body);
		list.dispatchEvent(new CustomEvent('changed', { bubbles: true }));
	} catch (failure) {
		say(failure.message, 'bad');
	}
}
