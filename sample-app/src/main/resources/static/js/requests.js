// What is shown of each request that went through the balancer.

import { page, sessionName } from './api.js';
import { cardOf } from './cluster.js';
import { travel } from './dots.js';

const last = document.getElementById('last-request');

const bytes = (count) => count < 1024 ? `${count} B` : `${(count / 1024).toFixed(1)} KB`;

const operations = (count) => count === 1 ? '1 operation' : `${count} operations`;

const failed = (request) => request.status >= 500 || !request.node;

const kindOf = (request) => failed(request) ? 'failed' : (request.origin ?? 'none').toLowerCase();

export function showRequest(request) {
	const own = request.page === page;
	const kind = kindOf(request);
	const letter = failed(request) ? '×' : request.origin?.charAt(0) ?? '';
	const card = request.node ? cardOf(request.node) : undefined;
	if (own) {
		travel(card, kind, 'own', letter);
		show(request, kind, letter);
	} else {
		travel(card, kind, request.load ? 'load' : 'other', '');
	}
}

function show(request, kind, letter) {
	const dot = document.createElement('i');
	dot.className = `dot ${kind}`;
	dot.textContent = letter;
	dot.setAttribute('aria-hidden', 'true');
	const text = document.createElement('span');
	text.textContent = failed(request)
		? `${request.method} ${request.path}: ${request.status} after ${request.millis} ms`
		: `${request.method} ${request.path} → node ${request.node}: ${(request.origin ?? 'no session').toLowerCase()}, `
			+ `${operations(request.operations)}, ${bytes(request.bytes)}, ${request.millis} ms`;
	last.replaceChildren(dot, text);
}

const ENDINGS = ['/api/logout', '/api/logout-everywhere', '/api/invalidate'];

/** Whether somebody else has done something that this page has to look at. */
export function concernsUs(request) {
	return !request.load && request.page !== page && request.method !== 'GET' && sessionName !== null
		&& (request.session === sessionName || ENDINGS.includes(request.path));
}
