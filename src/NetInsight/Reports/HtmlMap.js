'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const count = data.points.length / 2, size = data.size, perRow = data.perRow, perSheet = perRow * perRow;
const canvas = document.getElementById('map'), card = document.getElementById('card'), context = canvas.getContext('2d');
const sheets = data.sheets.map(source => { const image = new Image(); image.onload = draw; image.src = source; return image; });
const hidden = new Set();
let view = null, hovered = -1, drag = null;

let lowX = Infinity, highX = -Infinity, lowY = Infinity, highY = -Infinity;
for (let i = 0; i < count; i++) {
  lowX = Math.min(lowX, data.points[2 * i]); highX = Math.max(highX, data.points[2 * i]);
  lowY = Math.min(lowY, data.points[2 * i + 1]); highY = Math.max(highY, data.points[2 * i + 1]);
}

// view: pixels for one unit, and the map's place in the middle of the canvas; start: the scale at which all is seen
function fit() {
  const margin = size / 3 + 4, spanX = highX - lowX || 1, spanY = highY - lowY || 1;
  const scale = Math.min((canvas.clientWidth - 2 * margin) / spanX, (canvas.clientHeight - 2 * margin) / spanY);
  view = { scale, start: scale, x: (lowX + highX) / 2, y: (lowY + highY) / 2 };
}

const place = i => [
  canvas.clientWidth / 2 + (data.points[2 * i] - view.x) * view.scale,
  canvas.clientHeight / 2 - (data.points[2 * i + 1] - view.y) * view.scale];
const shown = i => !data.labels || !hidden.has(data.labels[i]);
const tile = () => Math.min(size * 2, Math.max(6, size / 3 * Math.sqrt(view.scale / view.start)));

function paint(target, i, x, y, longer) {
  const within = i % perSheet, w = data.sizes[2 * i], h = data.sizes[2 * i + 1], factor = longer / Math.max(w, h);
  target.drawImage(sheets[Math.floor(i / perSheet)], within % perRow * size, Math.floor(within / perRow) * size, w, h, x - w * factor / 2, y - h * factor / 2, w * factor, h * factor);
  return [w * factor, h * factor];
}

function frame(i, color, width, longer) {
  const [x, y] = place(i), [w, h] = [data.sizes[2 * i], data.sizes[2 * i + 1]], factor = longer / Math.max(w, h);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.strokeRect(x - w * factor / 2, y - h * factor / 2, w * factor, h * factor);
}

function draw() {
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  if (!view) fit();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.imageSmoothingEnabled = false;
  context.clearRect(0, 0, width, height);
  const longer = tile();
  let drawn = 0;
  for (let i = 0; i < count; i++) {
    const [x, y] = place(i);
    if (!shown(i) || x < -longer || y < -longer || x > width + longer || y > height + longer) continue;
    paint(context, i, x, y, longer);
    if (data.labels) frame(i, data.legend[data.labels[i]].color, 2, longer);
    drawn++;
  }
  if (hovered >= 0) {
    const [x, y] = place(hovered);
    for (const [j] of neighborsOf(hovered)) {
      const [u, v] = place(j);
      context.strokeStyle = '#2228';
      context.lineWidth = 1;
      context.beginPath(); context.moveTo(x, y); context.lineTo(u, v); context.stroke();
      frame(j, '#222', 2, longer);
    }
    paint(context, hovered, x, y, longer * 1.6);
    frame(hovered, '#000', 3, longer * 1.6);
  }
  document.body.dataset.drawn = drawn;
}

function neighborsOf(i) {
  const flat = data.neighbors ? data.neighbors[i] : [], pairs = [];
  for (let k = 0; k < flat.length; k += 2) pairs.push([flat[k], flat[k + 1]]);
  return pairs;
}

const nameOf = i => data.ids ? data.ids[i] : 'image ' + i;
const labelOf = i => data.labels ? data.legend[data.labels[i]].label : '';

function picture(i, longer) {
  const element = document.createElement('canvas');
  element.width = element.height = longer;
  const target = element.getContext('2d');
  target.imageSmoothingEnabled = false;
  paint(target, i, longer / 2, longer / 2, longer);
  return element;
}

function text(parent, content, bold) {
  const element = document.createElement(bold ? 'b' : 'div');
  element.textContent = content;
  parent.append(element);
}

function hover(i) {
  if (i === hovered) return;
  hovered = i;
  card.hidden = i < 0;
  card.replaceChildren();
  if (i >= 0) {
    card.append(picture(i, 220));
    text(card, labelOf(i) || nameOf(i), true);
    if (labelOf(i)) text(card, nameOf(i));
    const near = neighborsOf(i);
    if (near.length) {
      text(card, 'nearest, with distance:');
      const list = document.createElement('div');
      list.className = 'near';
      for (const [j, distance] of near) {
        const item = document.createElement('div');
        item.append(picture(j, 48));
        text(item, (labelOf(j) ? labelOf(j) + ' ' : '') + distance.toPrecision(3));
        list.append(item);
      }
      card.append(list);
    }
    document.body.dataset.hovered = i;
  }
  draw();
}

function at(x, y) {
  const half = tile() / 2;
  let best = -1, least = Infinity;
  for (let i = 0; i < count; i++) {
    if (!shown(i)) continue;
    const [u, v] = place(i), far = Math.max(Math.abs(u - x), Math.abs(v - y));
    if (far <= half && far <= least) { least = far; best = i; }
  }
  return best;
}

canvas.addEventListener('pointerdown', e => { drag = { x: e.clientX, y: e.clientY }; canvas.setPointerCapture(e.pointerId); });
canvas.addEventListener('pointerup', () => { drag = null; });
canvas.addEventListener('pointermove', e => {
  if (drag) {
    view.x -= (e.clientX - drag.x) / view.scale;
    view.y += (e.clientY - drag.y) / view.scale;
    drag = { x: e.clientX, y: e.clientY };
    draw();
  } else {
    const box = canvas.getBoundingClientRect();
    hover(at(e.clientX - box.left, e.clientY - box.top));
  }
});
canvas.addEventListener('pointerleave', () => hover(-1));
canvas.addEventListener('wheel', e => {
  e.preventDefault();
  const box = canvas.getBoundingClientRect(), dx = e.clientX - box.left - canvas.clientWidth / 2, dy = e.clientY - box.top - canvas.clientHeight / 2;
  const scale = Math.min(view.start * 400, Math.max(view.start / 4, view.scale * Math.exp(-e.deltaY / 400)));
  view.x += dx / view.scale - dx / scale;
  view.y -= dy / view.scale - dy / scale;
  view.scale = scale;
  draw();
}, { passive: false });
canvas.addEventListener('dblclick', () => { fit(); draw(); });
window.addEventListener('resize', draw);

for (const [index, entry] of (data.legend || []).entries()) {
  const item = document.createElement('span'), swatch = document.createElement('i');
  swatch.style.background = entry.color;
  item.append(swatch, entry.label + ' (' + entry.count + ')');
  item.addEventListener('click', () => {
    if (!hidden.delete(index)) hidden.add(index);
    item.classList.toggle('off', hidden.has(index));
    draw();
  });
  document.getElementById('legend').append(item);
}
draw();
