// Draws the timeline: chapters, an axis, lanes, and marks whose look says an event's status, how well its date is known, and
// whether something about it is disputed.
//
// Few events in one place are a stack of dots, each with its own look; more are a column with their number, its hatched
// part the disputed ones. What lasts is a bar below the dots. Nothing is allocated per event while it moves.

import { DISPUTED, DOUBTFUL, OPEN_END, OPEN_START, dateOf } from "./data.js";
import { Marks, isLarge, looksOf } from "./marks.js";

const MANY = 3000, FADED = 0.45, BAR_ROWS = 3, LABEL_LINES = 2, USUAL = 16, PRINTED = 4; // paper is finer than a screen
// In pixels of a page whose text has its usual size; a reader's larger text makes all of it larger.
const SIZES = { axis: 46, band: 20, dot: 5.5, large: 7.5, pile: 12, bar: 7.5, thick: 6, bin: 15, wideBin: 26, gutter: 176, room: 700, head: 8, line: 16 };
const FONTS = { label: "600 0.8125", axis: "0.75", chapter: "600 0.75", title: "0.75", number: "600 0.6875" }; // weight, size in rem
// Unit of the axis, how many of it from label to label, and what a label of it needs at least.
const STEPS = [["day", 1, 56], ["day", 2, 56], ["day", 7, 56], ["month", 1, 44], ["month", 3, 44], ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => ["year", n, 44])];
const LONG = { day: 1, month: 30, year: 365 };
const COLOURS = ["ink", "quiet", "line", "ground", "raised", "mark", "bar", "dispute", "hatch", "focus"];

export class Painter {
  #canvas; #pen; #host; #data; #locales; #looks; #colours; #sprites; #formats = new Map(); #breadths = new Map();
  #marks = []; // what was drawn, for the pointer; the last one on top
  #total = new Int32Array(0); #disputed; #doubtful; #first;
  #scale = 1; #unit = 1; #is = SIZES; #fonts; #letter; #labels = [];
  #pile = 3; #gutter = 0; #lane = 48; #bin = 14;
  width = 1;

  /** Args: where to draw, the element whose colours hold, the record, in which languages to write dates. */
  constructor(canvas, host, data, locales) {
    [this.#canvas, this.#host, this.#data, this.#locales] = [canvas, host, data, locales];
    this.#looks = looksOf(data);
    this.#pen = canvas.getContext("2d");
  }

  /** Take the colours of the page's scheme. */
  colours() {
    const style = getComputedStyle(this.#host);
    this.#colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    const scale = matchMedia("print").matches ? PRINTED : this.#scale;
    this.#sprites = new Marks(this.#pen, this.#colours, scale, this.#unit, this.#is, this.width + 2 * this.#is.bar);
  }

  /** Fit the drawing to its place, to the size of text, and to the lanes, before anything else; one lane alone has room for higher piles. */
  resize(labels) {
    this.#scale = Math.min(devicePixelRatio || 1, 2); // finer is not seen, only waited for
    this.width = Math.max(this.#canvas.clientWidth, 1);
    this.#measure();
    const is = this.#is, scale = this.#scale;
    this.#gutter = labels.length > 1 && this.width >= is.room ? is.gutter : 0;
    this.#pile = labels.length > 1 ? 3 : 7;
    this.#fitLabels(labels);
    const linesAbove = this.#gutter ? 0 : Math.max(...this.#labels.map((lines) => lines.length), 0);
    this.#lane = Math.ceil(this.#pile * is.pile + BAR_ROWS * is.bar + is.head + linesAbove * is.line);
    this.#bin = this.#data.count > MANY ? is.wideBin : is.bin;
    this.#canvas.width = Math.round(this.width * scale);
    this.#canvas.height = Math.round((is.axis + labels.length * this.#lane) * scale);
    this.#pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.#pen.textBaseline = "middle";
    this.#pen.textAlign = "left"; // time runs to the right in either direction of writing
    const columns = Math.ceil(this.width / this.#bin) + 3;
    [this.#total, this.#disputed, this.#doubtful] = [0, 1, 2].map(() => new Int32Array(columns));
    this.#first = new Int32Array(columns * this.#pile);
    this.colours();
  }

  /** Take the size of the page's text, and the breadth of a usual letter of this record, so that no title has to be measured while it moves. */
  #measure() {
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize), family = getComputedStyle(this.#host).getPropertyValue("--sans");
    this.#unit = root / USUAL;
    this.#is = Object.fromEntries(Object.entries(SIZES).map(([name, size]) => [name, size * this.#unit]));
    this.#fonts = Object.fromEntries(Object.entries(FONTS).map(([name, font]) => [name, `${font.replace(/[\d.]+$/, (size) => `${size * root}px`)} ${family}`]));
    this.#breadths.clear();
    this.#pen.font = this.#fonts.chapter;
    const sample = this.#data.events.title.slice(0, 50).join(" ");
    this.#letter = (1.06 * this.#pen.measureText(sample).width) / Math.max(sample.length, 1); // some texts have more broad letters than the sample
  }

  /** Cut the lanes' names to the place beside the lanes or above their marks. */
  #fitLabels(labels) {
    this.#pen.font = this.#fonts.label;
    const room = this.#gutter ? this.#gutter - this.#is.line : this.width, fits = (text) => this.#pen.measureText(text).width <= room;
    this.#labels = labels.map((label) => label ? wrapped(label, LABEL_LINES, fits) : []);
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

  paint(lanes, view, selected) {
    const pen = this.#pen, top = this.#is.axis, height = top + lanes.members.length * this.#lane;
    pen.clearRect(0, 0, this.width, height);
    this.#marks = [];
    pen.save();
    pen.beginPath(); pen.rect(this.#gutter, 0, this.breadth, height); pen.clip();
    this.#chapters(view, height);
    this.#axis(view, height);
    lanes.members.forEach((members, n) => this.#fill(members, top + n * this.#lane, view, selected));
    pen.restore();
    this.#labels.forEach((lines, n) => this.#label(lines, top + n * this.#lane));
  }

  // the ground

  #x(day, view) {
    return this.#gutter + ((day - view.from) * this.breadth) / (view.until - view.from);
  }

  #chapters(view, height) {
    const pen = this.#pen;
    pen.font = this.#fonts.chapter;
    this.#data.periods.forEach(([, title, first, last], n) => {
      const left = Math.max(this.#x(first, view), this.#gutter), right = Math.min(this.#x(last + 1, view), this.width);
      if (right <= left) return;
      if (n % 2 === 0) { pen.fillStyle = this.#colours.raised; pen.fillRect(left, 0, right - left, height); }
      pen.fillStyle = this.#colours.quiet;
      const text = this.#shortened(title, right - left - 8);
      if (text) pen.fillText(text, left + 4, this.#is.band / 2 + 1);
    });
  }

  /** Lines where a unit begins, each with its label as far as there is room; the first one in view says its year as well. */
  #axis(view, height) {
    const pen = this.#pen, perDay = this.breadth / (view.until - view.from), { band, axis } = this.#is;
    const [unit, every] = STEPS.find(([name, n, room]) => perDay * n * LONG[name] >= room * this.#unit) ?? STEPS.at(-1);
    const middle = (band + axis) / 2 - 3;
    pen.font = this.#fonts.axis;
    pen.lineWidth = 1;
    pen.strokeStyle = this.#colours.line;
    pen.fillStyle = this.#colours.ink;
    let free = this.#gutter, isFirst = true;
    for (const day of ticks(view, unit, every)) {
      const x = Math.round(this.#x(day, view)) + 0.5;
      if (x < this.#gutter) continue;
      const text = this.#format(day, unit, isFirst), breadth = this.#breadthOf(text);
      const at = Math.min(x + 4, this.width - breadth), isWritten = at >= free; // at the end of the line a label stands on its line, not cut off beside it
      pen.beginPath(); pen.moveTo(x, isWritten && at < x + 4 ? axis - 6 : band + 4); pen.lineTo(x, height); pen.stroke();
      isFirst = false;
      if (!isWritten) continue;
      pen.fillText(text, at, middle);
      free = at + breadth + 6;
    }
  }

  #format(day, unit, hasYear) {
    const date = dateOf(day), isJanuary = date.getUTCMonth() === 0, isTurn = isJanuary && date.getUTCDate() === 1;
    const options = unit === "year" || (unit === "month" && isJanuary) ? { year: "numeric" } : { month: "short" };
    if (unit === "day") options.day = "numeric";
    if (hasYear || isTurn) options.year = "numeric";
    const key = Object.keys(options).join();
    if (!this.#formats.has(key)) this.#formats.set(key, new Intl.DateTimeFormat(this.#locales, { ...options, timeZone: "UTC" }));
    return this.#formats.get(key).format(date);
  }

  /** The breadth of a label of the axis; there are few, and they come again and again. */
  #breadthOf(text) {
    if (!this.#breadths.has(text)) this.#breadths.set(text, this.#pen.measureText(text).width);
    return this.#breadths.get(text);
  }

  #label(lines, top) {
    const pen = this.#pen, { line } = this.#is;
    pen.strokeStyle = this.#colours.line;
    pen.lineWidth = 1;
    const base = Math.round(top + this.#lane) - 0.5;
    pen.beginPath(); pen.moveTo(0, base); pen.lineTo(this.width, base); pen.stroke();
    pen.font = this.#fonts.label;
    pen.fillStyle = this.#colours.ink;
    pen.strokeStyle = this.#colours.ground;
    pen.lineWidth = 4;
    lines.forEach((text, n) => {
      const y = this.#gutter ? top + (this.#lane + (2 * n + 1 - lines.length) * line) / 2 : top + (n + 0.65) * line;
      if (!this.#gutter) pen.strokeText(text, 0, y); // it stands on the lines of the axis
      pen.fillText(text, 0, y);
    });
  }

  /** A text cut to a breadth; nothing where too little of it would be left to say anything. */
  #shortened(text, room) {
    const letters = Math.floor(room / this.#letter);
    if (text.length <= letters) return text;
    return letters < 10 ? "" : `${text.slice(0, letters - 1).trimEnd()}…`;
  }

  // a lane

  /** Gather a lane's events into the columns of the view, then draw these; what is long enough to see is a bar. */
  #fill(members, top, view, selected) {
    const { from, until, flags } = this.#data, bin = this.#bin, pile = this.#pile;
    const perDay = this.breadth / (view.until - view.from), start = Math.floor((view.from * perDay) / bin);
    const floor = top + this.#lane - BAR_ROWS * this.#is.bar - 2, rows = Array(BAR_ROWS).fill(-Infinity);
    this.#total.fill(0); this.#disputed.fill(0); this.#doubtful.fill(0);
    let chosen = -1;
    for (let n = 0; n < members.length; n++) {
      const i = members[n];
      if (from[i] >= view.until || until[i] + 1 <= view.from) continue;
      const span = until[i] + 1 - from[i], length = span * perDay;
      if (this.#isBar(flags[i], span, length)) { this.#bar(i, floor, rows, view, selected); continue; }
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
      if (this.#total[column] <= pile) this.#stack(column, x, floor, selected, view);
      else this.#column(column, x, floor, most, column === chosen, () => members.filter((i) => this.#isIn(i, column, perDay, start)));
    }
  }

  /** Whether an event is drawn as a bar: it lasted, and its length in pixels shows; a doubtful one has to be longer to count as that. */
  #isBar(flags, span, length) {
    return span > 1 && length > (flags & DOUBTFUL ? 6 : 3) * this.#is.dot;
  }

  #isIn(i, column, perDay, start) {
    const { from, until, flags } = this.#data, span = until[i] + 1 - from[i];
    return Math.floor(((from[i] + span / 2) * perDay) / this.#bin) - start === column && !this.#isBar(flags[i], span, span * perDay);
  }

  #stack(column, x, floor, selected, view) {
    const pile = this.#pile, n = this.#total[column], { pile: pitch, dot, large } = this.#is;
    let foot = floor;
    for (let k = 0; k < n; k++) {
      const i = this.#first[column * pile + k], look = this.#looks[i], radius = isLarge(look) ? large : dot, taken = pitch + 2 * (radius - dot);
      const at = n === 1 ? this.#exact(i, column, x, view) : x, y = foot - taken / 2;
      foot -= taken;
      this.#dot(i, at, y, radius);
      if (i === selected) this.#ring(at - radius, y - radius, 2 * radius, 2 * radius);
      this.#marks.push({ left: at - radius, right: at + radius, top: y - radius, bottom: y + radius, x: at, y, events: [i] });
      if (n === 1) this.#title(i, column, x, at + radius, y);
    }
  }

  /** Where an event alone in its column stands: at its day, and where a neighbour would touch it as near to it as its column lets it. */
  #exact(i, column, x, view) {
    const hasNeighbour = this.#total[column - 1] || this.#total[column + 1], slack = this.#bin / 2 - (hasNeighbour ? this.#is.dot : 0);
    return Math.min(Math.max(this.#x((this.#data.from[i] + this.#data.until[i] + 1) / 2, view), x - slack), x + slack);
  }

  /** An event's title beside its dot, where the next dot leaves room for it. */
  #title(i, column, x, end, y) {
    let free = column + 1;
    while (free < this.#total.length && !this.#total[free]) free++;
    const next = x + (free - column - 0.5) * this.#bin - this.#is.large, room = Math.min(next, this.width) - end - 9;
    if (room < 90 * this.#unit) return;
    this.#pen.font = this.#fonts.title;
    this.#pen.fillStyle = this.#colours.ink;
    this.#pen.fillText(this.#shortened(this.#data.events.title[i], room), end + 5, y);
  }

  // how marks look

  #dot(i, x, y, radius) {
    const flags = this.#data.flags[i];
    this.#pen.globalAlpha = flags & DOUBTFUL ? FADED : 1;
    this.#sprites.dot(this.#looks[i], x, y);
    this.#pen.globalAlpha = 1;
    if (flags & OPEN_END) this.#arrow(x + radius, y, 1);
    if (flags & OPEN_START) this.#arrow(x - radius, y, -1);
  }

  #bar(i, floor, rows, view, selected) {
    const pen = this.#pen, flags = this.#data.flags[i], { bar, thick } = this.#is;
    const left = Math.max(this.#x(this.#data.from[i], view), this.#gutter - bar), right = Math.min(this.#x(this.#data.until[i] + 1, view), this.width + bar);
    const row = Math.max(rows.findIndex((end) => end < left), 0), y = Math.round(floor + 1 + row * bar);
    rows[row] = right;
    pen.globalAlpha = flags & DOUBTFUL ? FADED : 1;
    this.#sprites.bar(this.#looks[i], left, y, right);
    pen.globalAlpha = 1;
    if (flags & OPEN_END) this.#arrow(Math.min(right, this.width - bar), y + thick / 2, 1);
    if (flags & OPEN_START) this.#arrow(Math.max(left, this.#gutter + bar), y + thick / 2, -1);
    if (i === selected) this.#ring(left, y, right - left, thick);
    this.#marks.push({ left, right, top: y, bottom: y + bar, x: (Math.max(left, this.#gutter) + Math.min(right, this.width)) / 2, y, events: [i] });
  }

  /** Many events: a column as high as the lane allows, its disputed part hatched, its doubtful part faded, with the number on top. */
  #column(column, x, floor, most, isChosen, events) {
    const pen = this.#pen, total = this.#total[column], width = this.#bin - 3, { pile, line } = this.#is;
    const height = (this.#pile * pile - line * 0.75) * (0.5 + 0.5 * Math.sqrt(total / most));
    const hatched = (height * this.#disputed[column]) / total, faded = (height * this.#doubtful[column]) / total;
    const left = x - width / 2, top = floor - height;
    pen.fillStyle = this.#colours.bar;
    pen.fillRect(left, top + faded, width, height - hatched - faded);
    if (faded) { pen.globalAlpha = FADED; pen.fillRect(left, top, width, faded); pen.globalAlpha = 1; }
    if (hatched) {
      pen.fillStyle = this.#sprites.hatch;
      pen.fillRect(left, floor - hatched, width, hatched);
      pen.strokeStyle = this.#colours.dispute;
      pen.lineWidth = 1;
      pen.strokeRect(left + 0.5, floor - hatched, width - 1, hatched);
    }
    pen.font = this.#fonts.number;
    pen.textAlign = "center";
    pen.fillStyle = this.#colours.ink;
    pen.fillText(String(total), x, top - line * 0.4);
    pen.textAlign = "left";
    if (isChosen) this.#ring(left, top, width, height);
    this.#marks.push({ left, right: left + width, top: top - line * 0.75, bottom: floor, x, y: top, get events() { return events(); } });
  }

  #arrow(x, y, direction) {
    const pen = this.#pen, reach = 5 * this.#unit;
    pen.fillStyle = this.#colours.ink;
    pen.beginPath(); pen.moveTo(x, y - reach); pen.lineTo(x + 1.4 * reach * direction, y); pen.lineTo(x, y + reach); pen.fill();
  }

  #ring(left, top, width, height) {
    const pen = this.#pen;
    pen.strokeStyle = this.#colours.focus;
    pen.lineWidth = 3;
    pen.beginPath(); pen.roundRect(left - 4, top - 4, width + 8, height + 8, 6); pen.stroke();
  }
}

/** A name in at most so many lines, cut where even they do not hold it. Takes whether a text fits a line. */
function wrapped(text, most, fits) {
  const words = text.split(" "), lines = [];
  while (words.length && lines.length < most) {
    let line = words.shift();
    while (words.length && fits(`${line} ${words[0]}`)) line += ` ${words.shift()}`;
    lines.push(line);
  }
  if (words.length) lines.push([lines.pop(), ...words].join(" "));
  return lines.map((line) => cut(line, fits));
}

function cut(line, fits) {
  if (fits(line)) return line;
  let end = line.length - 1;
  while (end > 1 && !fits(`${line.slice(0, end)}…`)) end--;
  return `${line.slice(0, end).trimEnd()}…`;
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
