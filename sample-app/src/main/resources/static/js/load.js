// The load: one button, three numbers and a chart.

import { control } from './api.js';
import { add, clear } from './chart.js';
import { say } from './log.js';

const button = document.getElementById('load-button');
const facts = document.getElementById('load-facts');
const number = new Intl.NumberFormat('en');

let running = false;

export function showRunning(loaded) {
	if (loaded && !running) {
		clear();
	}
	running = loaded;
	button.setAttribute('aria-pressed', loaded);
	button.textContent = loaded ? 'Stop the load' : 'Start the load';
	button.classList.toggle('primary', !loaded);
}

export function showTick(tick) {
	add(tick);
	set('load-rate', tick.requests);
	set('load-failures', tick.totalFailures, tick.totalFailures > 0 ? 'bad' : '');
	set('load-lost', tick.totalLost, tick.totalLost > 0 ? 'bad' : 'good');
	facts.textContent = `${number.format(tick.totalRequests)} writes answered, the slowest of the last second in ${tick.slowest} ms. `
		+ 'Each answer says what was there before.';
}

function set(id, value, kind = '') {
	const element = document.getElementById(id);
	element.textContent = number.format(value);
	element.parentElement.className = kind;
}

export function connectLoad() {
	document.getElementById('load').hidden = false;
	button.addEventListener('click', async () => {
		const stop = running;
		try {
			await control(stop ? 'load/stop' : 'load/start');
			say(stop ? 'The load has stopped.' : 'The load is running.');
		} catch (failure) {
			say(failure.message, 'bad');
		}
	});
}
