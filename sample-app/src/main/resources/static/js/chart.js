// The last minute of the load: a bar for each second, red where requests failed.

const SECONDS = 60;
const WIDTH = 300;
const HEIGHT = 96;

const chart = document.getElementById('chart');
const ticks = [];
let marks = [];

const SVG = 'http://www.w3.org/2000/svg';

function shape(name, attributes) {
	const element = document.createElementNS(SVG, name);
	Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
	return element;
}

/** Remember that a node was killed, or came up, at this moment. */
export function mark(up) {
	if (ticks.length > 0) {
		marks.push({ at: ticks.length, up });
	}
}

export function clear() {
	ticks.length = 0;
	marks = [];
	draw();
}

export function add(tick) {
	ticks.push(tick);
	draw();
}

function draw() {
	const first = Math.max(0, ticks.length - SECONDS);
	const shown = ticks.slice(first);
	const highest = Math.max(20, ...shown.map((tick) => tick.requests + tick.failures)) * 1.15;
	const step = WIDTH / SECONDS;
	const shapes = [];
	shown.forEach((tick, i) => {
		const height = tick.requests / highest * HEIGHT;
		const failures = tick.failures === 0 ? 0 : Math.max(4, tick.failures / highest * HEIGHT);
		const x = i * step + .5;
		shapes.push(shape('rect', { class: 'requests', x, y: HEIGHT - height, width: step - 1, height }));
		if (failures > 0) {
			shapes.push(shape('rect', { class: 'failures', x, y: HEIGHT - height - failures, width: step - 1, height: failures }));
		}
	});
	marks.filter(({ at }) => at >= first).forEach(({ at, up }) => {
		const x = (at - first) * step;
		shapes.push(shape('line', { class: up ? 'mark start' : 'mark', x1: x, x2: x, y1: 0, y2: HEIGHT }));
	});
	chart.replaceChildren(...shapes);
	const latest = shown.at(-1);
	chart.setAttribute('aria-label', latest ? `Requests in each of the last ${shown.length} seconds, now ${latest.requests}; `
		+ `${latest.totalFailures} failures, ${latest.totalLost} lost writes in all` : 'No load yet');
}
