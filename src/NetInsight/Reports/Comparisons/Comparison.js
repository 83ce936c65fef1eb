'use strict';
// One canvas for each map over the same image; a slider sets the opacity of all; the pointer, or arrow keys, show every map's value at one place.
const data = JSON.parse(document.getElementById('data').textContent);
const stacks = [...document.querySelectorAll('.stack')], place = document.getElementById('place'), strength = document.getElementById('strength');
const FOR = [178, 24, 43], AGAINST = [33, 102, 172], NONE = -32768, LARGEST = 32767, STRIPE = Math.max(2, Math.floor(Math.min(data.rows, data.columns) / 64));
let row = -1, column = -1;

function bytesOf(text) {
  return Uint8Array.from(atob(text), c => c.charCodeAt(0));
}

// values are 16-bit integers, little-endian: (value - neutral) / largest * 32767; -32768 where there is none
function valuesOf(text) {
  const bytes = bytesOf(text), view = new DataView(bytes.buffer);
  return Int16Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true));
}

// a bit for each cell, the lowest first; only maps with values that are not certain have any
function isHatched(map, i) {
  return map.hatched !== undefined && (map.hatched[i >> 3] >> (i & 7) & 1) === 1;
}

function isStripe(i) {
  return Math.floor((Math.floor(i / data.columns) + i % data.columns) / STRIPE) % 2 === 0;
}

function paint(canvas, map) {
  const context = canvas.getContext('2d');
  canvas.width = data.columns;
  canvas.height = data.rows;
  const pixels = context.createImageData(data.columns, data.rows);
  for (let i = 0; i < map.values.length; i++) {
    if (map.empty || map.values[i] === NONE || (isHatched(map, i) && isStripe(i))) continue;
    const position = Math.max(-1, Math.min(1, map.values[i] / LARGEST * map.largest / map.end)), color = position < 0 ? AGAINST : FOR;
    pixels.data.set(color, 4 * i);
    pixels.data[4 * i + 3] = Math.round(255 * Math.abs(position));
  }
  context.putImageData(pixels, 0, 0);
}

function digits(value) {
  const size = Math.abs(value);
  return size === 0 ? '0' : size < 0.001 || size >= 1e6 ? value.toExponential(2) : Number(value.toPrecision(4)).toString();
}

function show(newRow, newColumn) {
  row = Math.max(0, Math.min(data.rows - 1, newRow));
  column = Math.max(0, Math.min(data.columns - 1, newColumn));
  place.textContent = 'Row ' + Math.floor((row + 0.5) * data.height / data.rows) + ', column ' + Math.floor((column + 0.5) * data.width / data.columns) + ' of ' + data.height + ' x ' + data.width + ' (height x width).';
  for (const stack of stacks) {
    let cross = stack.querySelector('.cross');
    if (!cross) {
      cross = document.createElement('span');
      cross.className = 'cross';
      stack.append(cross);
    }
    cross.style.left = (column + 0.5) / data.columns * 100 + '%';
    cross.style.top = (row + 0.5) / data.rows * 100 + '%';
    const map = data.maps[stack.dataset.map], here = stack.parentElement.querySelector('.here');
    if (!map) continue;
    const at = row * data.columns + column, stored = map.values[at];
    here.textContent = stored === NONE ? 'Here: no value.'
      : 'Here: ' + digits(map.neutral + stored / LARGEST * map.largest) + (map.empty ? ', which is noise.' : ', ' + Math.round(Math.max(-1, Math.min(1, stored / LARGEST * map.largest / map.end)) * 100) + '% of the scale' + (isHatched(map, at) ? ', not certain.' : '.'));
  }
  document.body.dataset.place = row + ' ' + column;
}

function follow(stack, event) {
  const box = stack.getBoundingClientRect();
  show(Math.floor((event.clientY - box.top) / box.height * data.rows), Math.floor((event.clientX - box.left) / box.width * data.columns));
}

function step(event) {
  const by = event.shiftKey ? 10 : 1, moves = { ArrowUp: [-by, 0], ArrowDown: [by, 0], ArrowLeft: [0, -by], ArrowRight: [0, by] }, move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  if (row < 0) show(Math.floor(data.rows / 2), Math.floor(data.columns / 2));
  else show(row + move[0], column + move[1]);
}

function setStrength() {
  document.documentElement.style.setProperty('--strength', strength.value / 100);
  strength.nextElementSibling.value = strength.value + '%';
}

for (const map of data.maps) {
  map.values = valuesOf(map.values);
  if (map.hatched !== undefined) map.hatched = bytesOf(map.hatched);
}
for (const stack of stacks) {
  const image = stack.querySelector('img') || stack.appendChild(new Image());
  image.alt = '';
  image.src = data.image;
  const map = data.maps[stack.dataset.map];
  if (map) paint(stack.appendChild(document.createElement('canvas')), map);
  stack.addEventListener('pointermove', event => follow(stack, event));
  stack.addEventListener('pointerdown', event => follow(stack, event));
  stack.addEventListener('keydown', step);
}
strength.addEventListener('input', setStrength);
setStrength();
document.body.dataset.drawn = stacks.length;
