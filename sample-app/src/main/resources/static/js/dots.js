// Requests as dots: from the visitor to the node that answers, and back.

const stage = document.getElementById('cluster');
const layer = document.getElementById('dots');
const wires = document.getElementById('wires');
const you = document.getElementById('you');

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** How long a dot takes there and back, in milliseconds. */
const DURATIONS = { own: 1400, other: 1100, load: 900 };

const SVG = 'http://www.w3.org/2000/svg';

function place(element, atBottom) {
	const outer = stage.getBoundingClientRect();
	const inner = element.getBoundingClientRect();
	return {
		x: inner.left + inner.width / 2 - outer.left - stage.clientLeft,
		y: (atBottom ? inner.bottom : inner.top) - outer.top - stage.clientTop,
	};
}

/** The curve between the visitor and a node, as an SVG path. */
function curve(card) {
	const from = place(you, true);
	const to = place(card, false);
	const middle = (from.y + to.y) / 2;
	return `M${from.x} ${from.y} C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
}

/** Draw a line to each node, a dashed one to those that get no requests. */
export function drawWires() {
	const cards = [...document.querySelectorAll('.node[data-node]')];
	wires.replaceChildren(...cards.map((card) => {
		const path = document.createElementNS(SVG, 'path');
		path.setAttribute('d', curve(card));
		path.classList.toggle('away', card.classList.contains('away'));
		return path;
	}));
}

/**
 * Let a dot travel.
 * @param card the node, or undefined if none has answered
 * @param kind how the session came there
 * @param who whose request it is: own, other or load
 * @param letter what stands on the dot
 */
export function travel(card, kind, who, letter) {
	if (document.hidden || !card) {
		return;
	}
	if (still.matches) {
		flash(card);
		return;
	}
	const duration = DURATIONS[who];
	const dot = document.createElement('i');
	dot.className = `dot ${kind} ${who}`;
	dot.textContent = letter;
	dot.style.offsetPath = `path("${curve(card)}")`;
	dot.style.offsetRotate = '0deg';
	layer.append(dot);
	const way = dot.animate([{ offsetDistance: '0%' }, { offsetDistance: '100%', offset: .48 },
		{ offsetDistance: '100%', offset: .54 }, { offsetDistance: '0%' }], { duration, easing: 'ease-in-out' });
	way.finished.then(() => dot.remove(), () => dot.remove());
	if (who !== 'load') {
		setTimeout(() => flash(card), duration / 2);
	}
}

function flash(card) {
	card.classList.add('hit');
	setTimeout(() => card.classList.remove('hit'), 350);
}

new ResizeObserver(drawWires).observe(stage);
