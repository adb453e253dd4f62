// The nodes as cards, and the buttons that end them and bring them back.

import { control, onSessionName, sessionName } from './api.js';
import { mark } from './chart.js';
import { drawWires } from './dots.js';
import { say } from './log.js';

const list = document.getElementById('nodes');
const template = document.getElementById('node-template');
const balancing = document.getElementById('balancing');

const STATES = {
	UP: { text: 'Up', actions: ['kill', 'pause'] },
	STARTING: { text: 'Starting', actions: ['kill'] },
	PAUSED: { text: 'Paused', actions: ['kill', 'resume'] },
	DOWN: { text: 'Killed', actions: ['start'] },
};

const LABELS = {
	kill: (name) => `Kill node ${name} without warning`,
	pause: (name) => `Pause node ${name}`,
	resume: (name) => `Let node ${name} go on`,
	start: (name) => `Bring node ${name} back`,
};

let nodes = [];
let owner = null;

/** Show the cluster as it is now. */
export function showCluster(state) {
	const before = new Map(nodes.map((node) => [node.name, node]));
	nodes = state.nodes;
	for (const node of nodes) {
		const card = cardOf(node.name) ?? addCard(node.name);
		update(card, node);
		tell(before.get(node.name), node);
	}
	addButton().hidden = state.full;
	balancing.querySelector(`[value=${state.sticky ? 'sticky' : 'round-robin'}]`).checked = true;
	drawWires();
	if (nodes.some((node) => describes(before.get(node.name)) !== describes(node))) {
		askOwner();
	}
}

const describes = (node) => node && `${node.state} ${node.status?.members}`;

export function cardOf(name) {
	return list.querySelector(`[data-node="${CSS.escape(name)}"]`);
}

function addCard(name) {
	const card = template.content.cloneNode(true).firstElementChild;
	card.dataset.node = name;
	card.querySelector('h3').textContent = `node ${name}`;
	for (const button of card.querySelectorAll('button')) {
		const { action } = button.dataset;
		button.setAttribute('aria-label', LABELS[action](name));
		button.addEventListener('click', () => act(`nodes/${name}/${action}`, () => showActions(card, [])));
	}
	list.insertBefore(card, addButton());
	return card;
}

function addButton() {
	let item = list.querySelector('.add');
	if (!item) {
		item = document.createElement('li');
		item.className = 'node add';
		const button = document.createElement('button');
		button.type = 'button';
		button.textContent = '+ Add a node';
		button.addEventListener('click', () => act('nodes'));
		item.append(button);
		list.append(item);
	}
	return item;
}

function update(card, node) {
	const { text, actions } = STATES[node.state];
	card.className = `node ${node.state.toLowerCase()}`;
	card.classList.toggle('away', !node.balanced);
	card.querySelector('.state').textContent = text;
	showActions(card, actions);
	const values = { ...node.status, served: node.served };
	for (const fact of card.querySelectorAll('[data-fact]')) {
		fact.textContent = values[fact.dataset.fact] ?? '–';
	}
	showOwner(card, node);
}

function showActions(card, actions) {
	const focused = card.contains(document.activeElement) && document.activeElement.dataset.action;
	for (const button of card.querySelectorAll('button')) {
		button.hidden = !actions.includes(button.dataset.action);
	}
	if (focused && !actions.includes(focused)) {
		// Whoever uses the keyboard stays at this node
		card.querySelector('button:not([hidden])')?.focus();
	}
}

function showOwner(card, node) {
	const mine = node.state !== 'DOWN' && owner === node.name;
	card.classList.toggle('mine', mine);
	card.querySelector('.owner').textContent = mine ? 'Keeps your session'
		: node.pid ? `process ${node.pid}` : 'no process';
}

/** Ask which node keeps the session. That is asked of the nodes themselves, without a cookie. */
async function askOwner() {
	const asked = sessionName;
	let answer = null;
	if (asked) {
		try {
			const response = await fetch(`cluster/owner?session=${encodeURIComponent(asked)}`);
			answer = response.ok ? (await response.json()).node : null;
		} catch {
			// Asked again when something changes
		}
	}
	if (asked === sessionName) {
		owner = answer;
		nodes.forEach((node) => showOwner(cardOf(node.name), node));
	}
}

function tell(before, node) {
	if (before && before.state !== node.state) {
		const text = {
			UP: `Node ${node.name} is up. The cluster has ${node.status?.members ?? '?'} members.`,
			STARTING: `Node ${node.name} is starting.`,
			PAUSED: `Node ${node.name} is paused: it takes connections and answers nobody.`,
			DOWN: `Node ${node.name} was killed without warning.`,
		}[node.state];
		say(text, node.state === 'DOWN' ? 'bad' : node.state === 'UP' ? 'good' : '');
		if (node.state === 'DOWN' || node.state === 'UP') {
			mark(node.state === 'UP');
		}
	}
	if (!before && nodes.length > 1 && node.state === 'STARTING') {
		say(`Node ${node.name} is starting.`);
	}
}

async function act(path, begun = () => {}) {
	begun();
	try {
		await control(path);
	} catch (failure) {
		say(failure.message, 'bad');
	}
}

export function connectCluster() {
	document.getElementById('cluster').hidden = false;
	balancing.hidden = false;
	balancing.addEventListener('change', (event) => {
		const sticky = event.target.value === 'sticky';
		act(`balancer?sticky=${sticky}`);
		say(sticky ? 'Sticky: the balancer keeps a session on its node while that is there.'
			: 'Round-robin: each request goes to the next node.');
	});
	onSessionName(askOwner);
}
