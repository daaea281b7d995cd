// Draws the timeline: an axis, lanes, and marks whose look says how well a date is known and whether something is disputed.

import { DISPUTED, DOUBTFUL, OPEN_END, OPEN_START, PIVOTAL, dateOf } from "./data.js";

const LANE = 40, AXIS = 26, BIN = 20, DOT = 6, LABEL = 12;
const STEPS = [["day", 1], ["day", 2], ["day", 7], ["month", 1], ["month", 3], ["year", 1]];

export class Painter {
  #canvas; #pen; #host; #colours; #hatch; #hits = []; #formats = new Map();
  width = 1;

  constructor(canvas, host) {
    this.#canvas = canvas;
    this.#host = host;
    this.#pen = canvas.getContext("2d");
    this.colours();
  }

  /** Take the colours of the page's scheme. */
  colours() {
    const style = getComputedStyle(this.#host);
    const named = (name) => style.getPropertyValue(`--${name}`).trim();
    this.#colours = Object.fromEntries(["ink", "quiet", "line", "ground", "raised", "mark", "contested", "hatch", "link"].map((n) => [n, named(n)]));
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const pen = tile.getContext("2d");
    pen.fillStyle = this.#colours.hatch;
    pen.fillRect(0, 0, 6, 6);
    pen.strokeStyle = this.#colours.contested;
    pen.lineWidth = 2;
    for (const x of [-6, 0, 6]) { pen.beginPath(); pen.moveTo(x, 6); pen.lineTo(x + 6, 0); pen.stroke(); }
    this.#hatch = this.#pen.createPattern(tile, "repeat");
  }

  /** Fit the drawing to its place and to the number of lanes. */
  resize(lanes) {
    const scale = devicePixelRatio || 1;
    const height = AXIS + lanes * LANE;
    this.#canvas.style.blockSize = `${height}px`;
    this.width = Math.max(this.#canvas.clientWidth, 1);
    this.#canvas.width = Math.round(this.width * scale);
    this.#canvas.height = Math.round(height * scale);
    this.#pen.setTransform(scale, 0, 0, scale, 0, 0);
  }

  /** The day (with its fraction) at a distance from the start. */
  dayAt(x, view) {
    return view.from + (x / this.width) * (view.until - view.from);
  }

  /** The events of the mark at a point, or undefined. */
  hit(x, y) {
    return this.#hits.find((h) => x >= h.left && x <= h.right && Math.abs(y - h.y) <= 14)?.events;
  }

  paint(data, lanes, view, selected) {
    const pen = this.#pen;
    const height = AXIS + lanes.labels.length * LANE;
    pen.clearRect(0, 0, this.width, height);
    this.#hits = [];
    this.#axis(view, height);
    lanes.labels.forEach((label, n) => this.#lane(label, n));
    for (const mark of this.#marks(data, lanes, view)) this.#mark(data, mark, selected);
  }

  // where things stand

  #axis(view, height) {
    const pen = this.#pen, perDay = this.width / (view.until - view.from);
    const [unit, every] = STEPS.find(([u, n]) => perDay * n * { day: 1, month: 30, year: 365 }[u] >= 58) ?? ["year", 1];
    pen.font = `${LABEL}px system-ui, sans-serif`;
    pen.textBaseline = "middle";
    pen.textAlign = "start";
    pen.lineWidth = 1;
    for (const day of ticks(view, unit, every)) {
      const x = Math.round((day - view.from) * perDay) + 0.5;
      pen.strokeStyle = this.#colours.line;
      pen.beginPath(); pen.moveTo(x, 0); pen.lineTo(x, height); pen.stroke();
      pen.fillStyle = this.#colours.quiet;
      pen.fillText(this.#format(day, unit), x + 4, AXIS / 2);
    }
  }

  #format(day, unit) {
    const date = dateOf(day);
    const isJanuary = date.getUTCMonth() === 0;
    const options = unit === "year" || (unit === "month" && isJanuary) ? { year: "numeric" }
      : unit === "month" ? { month: "short" } : date.getUTCDate() === 1 ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
    const key = JSON.stringify(options);
    if (!this.#formats.has(key)) this.#formats.set(key, new Intl.DateTimeFormat(document.documentElement.lang, { ...options, timeZone: "UTC" }));
    return this.#formats.get(key).format(date);
  }

  #lane(label, n) {
    const pen = this.#pen, top = AXIS + n * LANE;
    pen.strokeStyle = this.#colours.line;
    pen.lineWidth = 1;
    pen.beginPath(); pen.moveTo(0, top + 0.5); pen.lineTo(this.width, top + 0.5); pen.stroke();
    pen.font = `600 ${LABEL - 1}px system-ui, sans-serif`;
    pen.lineWidth = 4;
    pen.strokeStyle = this.#colours.ground;
    pen.strokeText(label, 4, top + 10);
    pen.fillStyle = this.#colours.quiet;
    pen.fillText(label, 4, top + 10);
  }

  /** Bars for what lasts and is long enough to see; all else gathered into bins of a lane. */
  #marks(data, lanes, view) {
    const perDay = this.width / (view.until - view.from), columns = Math.ceil(this.width / BIN) + 2;
    const bins = new Map(), bars = [];
    for (let i = 0; i < data.count; i++) {
      const mine = lanes.members[i];
      if (!mine || data.from[i] >= view.until || data.until[i] + 1 <= view.from) continue;
      const left = (data.from[i] - view.from) * perDay, right = (data.until[i] + 1 - view.from) * perDay;
      const isBar = data.until[i] > data.from[i] && right - left > 3 * DOT && !(data.flags[i] & DOUBTFUL && right - left < 4 * DOT);
      for (const lane of mine) {
        const y = AXIS + lane * LANE + 26;
        if (isBar) { bars.push({ left: Math.max(left, -4), right: Math.min(right, this.width + 4), y, events: [i], isBar }); continue; }
        const middle = (left + right) / 2, key = lane * columns + Math.floor(middle / BIN);
        const bin = bins.get(key);
        if (bin) { bin.events.push(i); bin.sum += middle; } else bins.set(key, { events: [i], sum: middle, y });
      }
    }
    const dots = [...bins.values()].map((b) => {
      const x = b.sum / b.events.length, radius = b.events.length > 1 ? Math.min(DOT + Math.sqrt(b.events.length) * 1.4, 13) : DOT;
      return { x, y: b.y, radius, events: b.events, left: x - Math.max(radius, 10), right: x + Math.max(radius, 10) };
    });
    return [...bars, ...dots];
  }

  // how they look

  #mark(data, mark, selected) {
    this.#hits.unshift(mark);
    if (mark.isBar) this.#bar(data, mark);
    else if (mark.events.length > 1) this.#cluster(data, mark);
    else this.#dot(data, mark);
    if (mark.events.includes(selected)) this.#ring(mark);
  }

  #fill(flags) {
    return flags & DISPUTED ? this.#hatch : this.#colours.mark;
  }

  #bar(data, { left, right, y, events }) {
    const pen = this.#pen, flags = data.flags[events[0]];
    pen.globalAlpha = flags & DOUBTFUL ? 0.5 : 1;
    pen.fillStyle = this.#fill(flags);
    pen.beginPath(); pen.roundRect(left, y - 4, right - left, 8, 4); pen.fill();
    pen.globalAlpha = 1;
    if (flags & DISPUTED) { pen.strokeStyle = this.#colours.contested; pen.lineWidth = 1; pen.stroke(); }
    if (flags & OPEN_END) this.#arrow(right, y, 1);
    if (flags & OPEN_START) this.#arrow(left, y, -1);
  }

  #dot(data, { x, y, radius, events }) {
    const pen = this.#pen, flags = data.flags[events[0]];
    pen.globalAlpha = flags & DOUBTFUL ? 0.5 : 1;
    pen.fillStyle = this.#fill(flags);
    pen.beginPath(); pen.arc(x, y, radius, 0, 2 * Math.PI); pen.fill();
    pen.globalAlpha = 1;
    if (flags & DISPUTED) { pen.strokeStyle = this.#colours.contested; pen.lineWidth = 1.2; pen.stroke(); }
    if (flags & PIVOTAL) { pen.strokeStyle = this.#colours.ink; pen.lineWidth = 2; pen.stroke(); }
    if (flags & OPEN_END) this.#arrow(x + radius, y, 1);
    if (flags & OPEN_START) this.#arrow(x - radius, y, -1);
  }

  /** A disc with the number in it; the disputed share is a hatched sector. */
  #cluster(data, { x, y, radius, events }) {
    const pen = this.#pen;
    const disputed = events.reduce((n, i) => n + (data.flags[i] & DISPUTED ? 1 : 0), 0) / events.length;
    pen.fillStyle = this.#colours.mark;
    pen.beginPath(); pen.arc(x, y, radius, 0, 2 * Math.PI); pen.fill();
    if (disputed) {
      pen.fillStyle = this.#hatch;
      pen.beginPath(); pen.moveTo(x, y); pen.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + disputed * 2 * Math.PI); pen.fill();
      pen.strokeStyle = this.#colours.contested;
      pen.lineWidth = 1;
      pen.beginPath(); pen.arc(x, y, radius, 0, 2 * Math.PI); pen.stroke();
    }
    const text = String(events.length);
    pen.font = `600 ${LABEL - 1}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.lineWidth = 3;
    pen.strokeStyle = this.#colours.ground;
    pen.strokeText(text, x, y + 0.5);
    pen.fillStyle = this.#colours.ink;
    pen.fillText(text, x, y + 0.5);
    pen.textAlign = "start";
  }

  #arrow(x, y, direction) {
    const pen = this.#pen;
    pen.fillStyle = this.#colours.mark;
    pen.beginPath(); pen.moveTo(x, y - 5); pen.lineTo(x + 7 * direction, y); pen.lineTo(x, y + 5); pen.fill();
  }

  #ring({ left, right, x, y, radius, isBar }) {
    const pen = this.#pen;
    pen.strokeStyle = this.#colours.link;
    pen.lineWidth = 3;
    pen.beginPath();
    if (isBar) pen.roundRect(left - 3, y - 8, right - left + 6, 16, 8);
    else pen.arc(x, y, radius + 4, 0, 2 * Math.PI);
    pen.stroke();
  }
}

/** The days at which a unit begins, from a little before the view to its end. */
function* ticks(view, unit, every) {
  if (unit === "day") {
    for (let day = Math.floor(view.from / every) * every; day < view.until; day += every) yield day;
    return;
  }
  const months = unit === "year" ? 12 * every : every;
  const start = dateOf(view.from);
  for (let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months; ; month += months) {
    const day = Date.UTC(Math.floor(month / 12), month % 12, 1) / 86400000;
    if (day >= view.until) return;
    yield day;
  }
}
