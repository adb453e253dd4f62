// The shop works with any node. What shows and controls the cluster needs the demo, which
// answers under /cluster; without it, that part of the page is not there.

import { connectCluster, showCluster } from './cluster.js';
import { connectLoad, showRunning, showTick } from './load.js';
import { say } from './log.js';
import { concernsUs, showRequest } from './requests.js';
import { connectAccount, loadSession } from './session.js';
import { loadCart, loadProducts } from './shop.js';

const session = document.getElementById('session');

let refreshing = 0;

async function refresh({ cart }) {
	refreshing++;
	session.setAttribute('aria-busy', 'true');
	try {
		if (cart) {
			await loadCart();
		}
		await loadSession();
	} catch (failure) {
		say(failure.message, 'bad');
	}
	refreshing--;
	session.setAttribute('aria-busy', String(refreshing > 0));
}

/** The stream comes from the balancer: no node sees it, so it does not keep the session alive. */
function listen() {
	const events = new EventSource('cluster/events');
	const on = (name, listener) => events.addEventListener(name, (event) => listener(JSON.parse(event.data)));
	on('state', (state) => {
		showCluster(state);
		showRunning(state.loaded);
	});
	on('load', showTick);
	on('request', (request) => {
		showRequest(request);
		if (concernsUs(request)) {
			refresh({ cart: true });
		}
	});
	events.addEventListener('error', () => document.body.classList.add('disconnected'));
	events.addEventListener('open', () => document.body.classList.remove('disconnected'));
}

async function start() {
	connectAccount();
	addEventListener('changed', (event) => refresh({ cart: event.detail?.cart ?? false }));
	document.getElementById('ask').addEventListener('click', () => refresh({ cart: true }));
	if ((await fetch('cluster/state')).ok) {
		connectCluster();
		connectLoad();
		listen();
	}
	try {
		await loadProducts();
	} catch (failure) {
		say(failure.message, 'bad');
	}
	await refresh({ cart: true });
	document.body.dataset.ready = 'true';
}

start();
