// Draws the timeline: chapters, an axis, lanes, and marks whose look says how well a date is known and whether something is disputed.
//
// Few events in one place are a stack of dots, each with its own look; more are a column with their number, its hatched
// part the disputed ones. What lasts is a bar below the dots. Nothing is allocated per event while it moves.

import { DISPUTED, DOUBTFUL, OPEN_END, OPEN_START, PIVOTAL, dateOf } from "./data.js";

const AXIS = 44, BAND = 18, DOT = 4.5, PILE = 10, BAR = 7, MANY = 3000, FADED = 0.4;
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', sans-serif";
const STEPS = [["day", 1], ["day", 2], ["day", 7], ["month", 1], ["month", 3], ["year", 1]];
const LONG = { day: 1, month: 30, year: 365 };
const COLOURS = ["ink", "quiet", "line", "ground", "raised", "mark", "bar", "dispute", "hatch", "focus"];

export class Painter {
  #canvas; #pen; #host; #colours; #hatch; #formats = new Map();
  #marks = []; // what was drawn, for the pointer; the last one on top
  #total = new Int32Array(0); #disputed; #doubtful; #first;
  #pile = 3; #gutter = 0; #lane = 48; #bin = 14;
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
    this.#colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    const tile = document.createElement("canvas");
    tile.width = tile.height = 5;
    const pen = tile.getContext("2d");
    pen.fillStyle = this.#colours.hatch;
    pen.fillRect(0, 0, 5, 5);
    pen.strokeStyle = this.#colours.dispute;
    pen.lineWidth = 1.7;
    for (const x of [-5, 0, 5]) { pen.beginPath(); pen.moveTo(x, 5); pen.lineTo(x + 5, 0); pen.stroke(); }
    this.#hatch = this.#pen.createPattern(tile, "repeat");
  }

  /** Fit the drawing to its place, to the lanes, and to how many events there are; one lane alone has room for higher piles. */
  resize(lanes, count) {
    const scale = Math.min(devicePixelRatio || 1, 2), { clientWidth } = this.#canvas; // finer is not seen, only waited for
    this.width = Math.max(clientWidth, 1);
    this.#gutter = lanes.length > 1 && this.width >= 700 ? 190 : 0;
    this.#pile = lanes.length > 1 ? 3 : 7;
    this.#lane = this.#pile * PILE + 3 * BAR + (this.#gutter || lanes.length < 2 ? 4 : 20);
    this.#bin = count > MANY ? 26 : 15;
    const height = AXIS + lanes.length * this.#lane;
    this.#canvas.style.blockSize = `${height}px`;
    this.#canvas.width = Math.round(this.width * scale);
    this.#canvas.height = Math.round(height * scale);
    this.#pen.setTransform(scale, 0, 0, scale, 0, 0);
    const columns = Math.ceil(this.width / this.#bin) + 3;
    [this.#total, this.#disputed, this.#doubtful] = [0, 1, 2].map(() => new Int32Array(columns));
    this.#first = new Int32Array(columns * this.#pile);
  }

  /** Width of the drawing without its labels. */
  get breadth() {
    return this.width - this.#gutter;
  }

  /** The day (with its fraction) at a distance from the start. */
  dayAt(x, view) {
    return view.from + ((x - this.#gutter) / this.breadth) * (view.until - view.from);
  }

  /** The mark at a point, with its events: {x, y, events}, or undefined. */
  hit(x, y) {
    return this.#marks.findLast((m) => x >= m.left - 5 && x <= m.right + 5 && y >= m.top - 5 && y <= m.bottom + 5);
  }

  paint(data, lanes, view, selected) {
    const pen = this.#pen, height = AXIS + lanes.labels.length * this.#lane;
    pen.clearRect(0, 0, this.width, height);
    this.#marks = [];
    pen.textBaseline = "middle";
    pen.save();
    pen.beginPath(); pen.rect(this.#gutter, 0, this.breadth, height); pen.clip();
    this.#chapters(data.periods, view, height);
    this.#axis(view, height);
    lanes.members.forEach((members, n) => this.#fill(data, members, AXIS + n * this.#lane, view, selected));
    pen.restore();
    lanes.labels.forEach((label, n) => this.#label(label, AXIS + n * this.#lane));
  }

  // the ground

  #x(day, view) {
    return this.#gutter + ((day - view.from) * this.breadth) / (view.until - view.from);
  }

  #chapters(periods, view, height) {
    const pen = this.#pen;
    pen.font = `600 11px ${FONT}`;
    periods.forEach(([, title, first, last], n) => {
      const left = Math.max(this.#x(first, view), this.#gutter), right = Math.min(this.#x(last + 1, view), this.width);
      if (right <= left) return;
      if (n % 2 === 0) { pen.fillStyle = this.#colours.raised; pen.fillRect(left, 0, right - left, height); }
      pen.fillStyle = this.#colours.quiet;
      const text = shortened(title, right - left - 8);
      if (text) pen.fillText(text, left + 4, BAND / 2 + 1);
    });
  }

  #axis(view, height) {
    const pen = this.#pen, perDay = this.breadth / (view.until - view.from);
    const [unit, every] = STEPS.find(([u, n]) => perDay * n * LONG[u] >= 56) ?? ["year", 1];
    pen.font = `11px ${FONT}`;
    pen.lineWidth = 1;
    pen.strokeStyle = this.#colours.line;
    pen.fillStyle = this.#colours.ink;
    for (const day of ticks(view, unit, every)) {
      const x = Math.round(this.#x(day, view)) + 0.5;
      pen.beginPath(); pen.moveTo(x, BAND + 4); pen.lineTo(x, height); pen.stroke();
      pen.fillText(this.#format(day, unit), x + 4, BAND + 12);
    }
  }

  #format(day, unit) {
    const date = dateOf(day), isJanuary = date.getUTCMonth() === 0;
    const options = unit === "year" || (unit === "month" && isJanuary) ? { year: "numeric" }
      : unit === "month" ? { month: "short" } : date.getUTCDate() === 1 ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
    const key = Object.keys(options).join();
    if (!this.#formats.has(key)) this.#formats.set(key, new Intl.DateTimeFormat(document.documentElement.lang, { ...options, timeZone: "UTC" }));
    return this.#formats.get(key).format(date);
  }

  #label(label, top) {
    const pen = this.#pen;
    pen.strokeStyle = this.#colours.line;
    pen.lineWidth = 1;
    const base = Math.round(top + this.#lane) - 0.5;
    pen.beginPath(); pen.moveTo(0, base); pen.lineTo(this.width, base); pen.stroke();
    if (!label) return;
    pen.font = `600 12px ${FONT}`;
    pen.fillStyle = this.#colours.ink;
    if (this.#gutter) pen.fillText(shortened(label, this.#gutter - 12), 0, top + this.#lane - 24);
    else {
      pen.lineWidth = 4;
      pen.strokeStyle = this.#colours.ground;
      pen.strokeText(label, 0, top + 9);
      pen.fillText(label, 0, top + 9);
    }
  }

  // a lane

  /** Gather a lane's events into the columns of the view, then draw these; what is long enough to see is a bar. */
  #fill(data, members, top, view, selected) {
    const { from, until, flags } = data, bin = this.#bin, pile = this.#pile;
    const perDay = this.breadth / (view.until - view.from), start = Math.floor((view.from * perDay) / bin);
    const floor = top + this.#lane - 3 * BAR - 2, rows = [-Infinity, -Infinity, -Infinity];
    this.#total.fill(0); this.#disputed.fill(0); this.#doubtful.fill(0);
    let chosen = -1;
    for (let n = 0; n < members.length; n++) {
      const i = members[n];
      if (from[i] >= view.until || until[i] + 1 <= view.from) continue;
      const span = until[i] + 1 - from[i], length = span * perDay;
      if (isBar(flags[i], span, length)) { this.#bar(data, i, floor, rows, view, selected); continue; }
      const column = Math.floor(((from[i] + span / 2) * perDay) / bin) - start;
      if (column < 0 || column >= this.#total.length) continue;
      if (this.#total[column] < pile) this.#first[column * pile + this.#total[column]] = i;
      this.#total[column]++;
      if (flags[i] & DISPUTED) this.#disputed[column]++;
      else if (flags[i] & DOUBTFUL) this.#doubtful[column]++;
      if (i === selected) chosen = column;
    }
    const most = this.#total.reduce((a, b) => Math.max(a, b), 0);
    for (let column = 0; column < this.#total.length; column++) {
      if (!this.#total[column]) continue;
      const x = this.#gutter + (column + start + 0.5) * bin - view.from * perDay;
      if (this.#total[column] <= pile) this.#stack(data, column, x, floor, selected, view);
      else this.#column(column, x, floor, most, column === chosen, () => members.filter((i) => this.#isIn(data, i, column, perDay, start)));
    }
  }

  #isIn({ from, until, flags }, i, column, perDay, start) {
    const span = until[i] + 1 - from[i];
    return Math.floor(((from[i] + span / 2) * perDay) / this.#bin) - start === column && !isBar(flags[i], span, span * perDay);
  }

  #stack(data, column, x, floor, selected, view) {
    const pile = this.#pile, n = this.#total[column];
    for (let k = 0; k < n; k++) {
      const i = this.#first[column * pile + k], y = floor - PILE / 2 - k * PILE;
      const at = n === 1 ? this.#x((data.from[i] + data.until[i] + 1) / 2, view) : x;
      this.#dot(data.flags[i], at, y);
      if (i === selected) this.#ring(at - DOT, y - DOT, 2 * DOT, 2 * DOT);
      this.#marks.push({ left: at - DOT, right: at + DOT, top: y - DOT, bottom: y + DOT, x: at, y, events: [i] });
      if (n === 1) this.#title(data, i, column, at, y);
    }
  }

  /** An event's title beside its dot, where the next dot leaves room for it. */
  #title(data, i, column, x, y) {
    let free = column + 1;
    while (free < this.#total.length && !this.#total[free]) free++;
    const room = Math.min((free - column - 0.5) * this.#bin, this.width - x) - 2 * DOT - 8;
    if (room < 90) return;
    this.#pen.font = `11px ${FONT}`;
    this.#pen.fillStyle = this.#colours.ink;
    this.#pen.fillText(shortened(data.events.title[i], room), x + DOT + 5, y);
  }

  // how marks look

  #dot(flags, x, y) {
    const pen = this.#pen;
    pen.globalAlpha = flags & DOUBTFUL ? FADED : 1;
    pen.fillStyle = flags & DISPUTED ? this.#hatch : this.#colours.mark;
    pen.beginPath(); pen.arc(x, y, DOT, 0, 2 * Math.PI); pen.fill();
    if (flags & DISPUTED) { pen.strokeStyle = this.#colours.dispute; pen.lineWidth = 1.2; pen.stroke(); }
    pen.globalAlpha = 1;
    if (flags & OPEN_END) this.#arrow(x + DOT, y, 1);
    if (flags & OPEN_START) this.#arrow(x - DOT, y, -1);
    if (flags & PIVOTAL) { pen.strokeStyle = this.#colours.ink; pen.lineWidth = 1.5; pen.beginPath(); pen.arc(x, y, DOT + 1.7, 0, 2 * Math.PI); pen.stroke(); }
  }

  #bar(data, i, floor, rows, view, selected) {
    const pen = this.#pen, flags = data.flags[i];
    const left = Math.max(this.#x(data.from[i], view), this.#gutter - 4), right = Math.min(this.#x(data.until[i] + 1, view), this.width + 4);
    const row = Math.max(rows.findIndex((end) => end < left), 0), y = floor + 1 + row * BAR;
    rows[row] = right;
    pen.globalAlpha = flags & DOUBTFUL ? FADED : 1;
    pen.fillStyle = flags & DISPUTED ? this.#hatch : this.#colours.mark;
    pen.beginPath(); pen.roundRect(left, y, right - left, BAR - 2.5, 2); pen.fill();
    if (flags & DISPUTED) { pen.strokeStyle = this.#colours.dispute; pen.lineWidth = 0.8; pen.stroke(); }
    pen.globalAlpha = 1;
    if (flags & OPEN_END) this.#arrow(Math.min(right, this.width - 8), y + 2, 1);
    if (flags & OPEN_START) this.#arrow(Math.max(left, this.#gutter + 8), y + 2, -1);
    if (i === selected) this.#ring(left, y, right - left, BAR - 2.5);
    this.#marks.push({ left, right, top: y, bottom: y + BAR, x: (Math.max(left, this.#gutter) + Math.min(right, this.width)) / 2, y, events: [i] });
  }

  /** Many events: a column as high as the lane allows, its disputed part hatched, its doubtful part faded, with the number on top. */
  #column(column, x, floor, most, isChosen, events) {
    const pen = this.#pen, total = this.#total[column], width = this.#bin - 3;
    const height = (this.#pile * PILE - 11) * (0.5 + 0.5 * Math.sqrt(total / most));
    const hatched = (height * this.#disputed[column]) / total, faded = (height * this.#doubtful[column]) / total;
    const left = x - width / 2, top = floor - height;
    pen.fillStyle = this.#colours.mark;
    pen.fillRect(left, top + faded, width, height - hatched - faded);
    if (faded) { pen.globalAlpha = FADED; pen.fillRect(left, top, width, faded); pen.globalAlpha = 1; }
    if (hatched) {
      pen.fillStyle = this.#hatch;
      pen.fillRect(left, floor - hatched, width, hatched);
      pen.strokeStyle = this.#colours.dispute;
      pen.lineWidth = 1;
      pen.strokeRect(left + 0.5, floor - hatched, width - 1, hatched);
    }
    pen.font = `600 10px ${FONT}`;
    pen.textAlign = "center";
    pen.fillStyle = this.#colours.ink;
    pen.fillText(String(total), x, top - 6);
    pen.textAlign = "start";
    if (isChosen) this.#ring(left, top, width, height);
    this.#marks.push({ left, right: left + width, top: top - 11, bottom: floor, x, y: top, get events() { return events(); } });
  }

  #arrow(x, y, direction) {
    const pen = this.#pen;
    pen.fillStyle = this.#colours.ink;
    pen.beginPath(); pen.moveTo(x, y - 5); pen.lineTo(x + 7 * direction, y); pen.lineTo(x, y + 5); pen.fill();
  }

  #ring(left, top, width, height) {
    const pen = this.#pen;
    pen.strokeStyle = this.#colours.focus;
    pen.lineWidth = 3;
    pen.beginPath(); pen.roundRect(left - 4, top - 4, width + 8, height + 8, 6); pen.stroke();
  }
}

/** Whether an event is drawn as a bar: it lasted, and its length in pixels shows; a doubtful one has to be longer to count as that. */
const isBar = (flags, span, length) => span > 1 && length > (flags & DOUBTFUL ? 6 : 3) * DOT;

/** A text cut to a breadth in pixels by the width of a usual letter, so that nothing has to be measured while it moves. */
function shortened(text, room) {
  const letters = Math.floor(room / 6.1);
  if (letters < 6) return "";
  return text.length <= letters ? text : `${text.slice(0, letters - 1).trimEnd()}…`;
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
