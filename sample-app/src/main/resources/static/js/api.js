// Requests to the shop, and what each node says about them.

/** A name for this page, so that it knows its own requests among those of others. */
export const page = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());

/** The name of the session: the public part of its id, with which nobody can use it. */
export let sessionName = null;

const listeners = [];

/** Be told when this page has another session, or none. */
export function onSessionName(listener) {
	listeners.push(listener);
}

export function setSessionName(name) {
	if (name !== sessionName) {
		sessionName = name;
		listeners.forEach((listener) => listener(name));
	}
}

let queue = Promise.resolve();

/**
 * Send a request to the shop, when those before it are done: the first one may create the
 * session that the others are to find.
 * @param path where to, or a function that says so when it is time
 * @returns what was answered; fails with a text for people if the request was not served
 */
export function call(method, path) {
	const result = queue.then(() => send(method, typeof path === 'function' ? path() : path));
	queue = result.catch(() => {});
	return result;
}

async function send(method, path) {
	let response;
	try {
		response = await fetch(path, { method, headers: { 'X-Demo-Page': page }, cache: 'no-store' });
	} catch {
		throw new Error('The shop cannot be reached.');
	}
	if (!response.ok) {
		throw new Error(response.status === 503
			? 'The session cannot be reached just now (503). Nothing is lost, try again.'
			: `The request failed with ${response.status}.`);
	}
	const text = await response.text();
	return {
		node: response.headers.get('X-Sample-Node'),
		session: response.headers.get('X-Sample-Session'),
		body: (response.headers.get('Content-Type') ?? '').includes('json') ? JSON.parse(text) : text,
	};
}

/** Ask the demo itself for something. Nodes do not see this. */
export async function control(path) {
	const response = await fetch(`cluster/${path}`, { method: 'POST', headers: { 'X-Demo-Page': page } });
	if (!response.ok) {
		throw new Error(`The demo has refused that (${response.status}).`);
	}
}
