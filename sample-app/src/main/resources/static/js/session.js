// The visitor's session: who is logged in, and what it holds.

import { call, onSessionName, sessionName, setSessionName } from './api.js';
import { say } from './log.js';

const facts = document.getElementById('session-facts');
const table = document.getElementById('attributes');
const login = document.getElementById('login');
const account = document.getElementById('account');

let user = null;

const masked = (name) => `…${name.slice(-4)}`;

const minutes = (seconds) => seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;

/** Ask whichever node the balancer chooses for the session, and show it. */
export async function loadSession() {
	const { body, node, session } = await call('GET', 'api/session');
	setSessionName(body.id ? session ?? sessionName ?? body.id.slice(0, 16) : null);
	show(body, node);
}

function show(session, node) {
	const former = user;
	user = session.attributes.user?.value ?? null;
	login.hidden = user !== null;
	account.hidden = user === null;
	document.getElementById('account-name').textContent = user ?? '';
	if (user === null && former !== null) {
		say(`${former} is logged out: the session has ended.`, 'bad');
	}
	facts.textContent = session.id
		? `Session ${masked(sessionName)}, read on node ${node}. Ends after ${minutes(session.maxInactiveInterval)} without a request.`
		: 'None yet. Put something into the cart.';
	rows(Object.entries(session.attributes).filter(([name]) => !name.includes('.')));
}

function rows(attributes) {
	table.hidden = attributes.length === 0;
	table.tBodies[0].replaceChildren(...attributes.map(([name, { value }]) => {
		const row = document.createElement('tr');
		const head = document.createElement('th');
		head.scope = 'row';
		head.textContent = name;
		row.append(head);
		row.insertCell().textContent = value;
		return row;
	}));
}

async function act(path, done) {
	try {
		await call('POST', path);
		say(done, 'good');
		login.dispatchEvent(new CustomEvent('changed', { bubbles: true, detail: { cart: true } }));
	} catch (failure) {
		say(failure.message, 'bad');
	}
}

export function connectAccount() {
	login.addEventListener('submit', (event) => {
		event.preventDefault();
		const name = login.elements.user.value.trim();
		if (name) {
			act(`api/login?user=${encodeURIComponent(name)}`, `Logged in as ${name}. The session has got a new id.`);
		}
	});
	document.getElementById('logout').addEventListener('click', () => {
		user = null;
		act('api/logout', 'Logged out: this session has ended on every node.');
	});
	document.getElementById('logout-everywhere').addEventListener('click', () => {
		const name = user;
		user = null;
		act('api/logout-everywhere', `All sessions of ${name} have ended, in every browser and on every node.`);
	});
	onSessionName((name) => {
		document.getElementById('you-session').textContent = name ? `session ${masked(name)}` : 'no session yet';
	});
}
