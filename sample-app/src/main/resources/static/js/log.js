// What happened, for everybody: new lines are read out by screen readers.

const LONGEST = 40;

const list = document.getElementById('log');

export function say(text, kind = '') {
	const line = document.createElement('li');
	const time = document.createElement('time');
	time.textContent = new Date().toLocaleTimeString([], { hour12: false });
	const what = document.createElement('span');
	what.textContent = text;
	what.className = kind;
	line.append(time, what);
	list.prepend(line);
	while (list.children.length > LONGEST) {
		list.lastElementChild.remove();
	}
}
