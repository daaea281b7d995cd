// <event-map>: the drawn map follows a brushed span of time and the filters; the tables below it say the same.

import { DISPUTED, isoOf, dateOf, dayOf, load, say } from "./data.js";
import { Filters, readState, writeState } from "./filters.js";
import { DATE_LOCALES } from "./locale.js";

const BIN = 5; // breadth of a bar below the brush, in pixels

class EventMap extends HTMLElement {
  #data; #filters; #from; #until; #bars; #frame = 0;

  async connectedCallback() {
    const form = document.querySelector("[data-filters]");
    const brush = this.querySelector("[data-brush]");
    if (!form || !brush) throw new Error("event-map: its filters or its brush are missing");
    this.#data = await load(this.dataset.src);
    this.#from = this.querySelector("[data-from]");
    this.#until = this.querySelector("[data-until]");
    for (const range of [this.#from, this.#until]) {
      Object.assign(range, { min: this.#data.first, max: this.#data.last, step: 1 });
      range.addEventListener("input", () => this.#brushed(range));
    }
    this.#bars = this.querySelector("[data-bars]");
    this.#filters = new Filters(form, this.#data, () => { this.#readState(); this.#draw(); });
    brush.hidden = false;
    this.#readState();
    await this.#filters.fill();
    for (const kind of ["pointerdown", "pointermove"]) this.#bars.addEventListener(kind, (event) => this.#drag(event));
    new ResizeObserver(() => this.#histogram()).observe(this.#bars);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#histogram());
    this.#draw();
  }

  #readState() {
    const state = readState();
    this.#from.value = dayOf(state.get("from")) ?? this.#data.first;
    this.#until.value = dayOf(state.get("until")) ?? this.#data.last;
  }

  #brushed(moved) {
    if (+this.#from.value > +this.#until.value) (moved === this.#from ? this.#until : this.#from).value = moved.value;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const from = +this.#from.value, until = +this.#until.value;
      writeState({ from: from > this.#data.first ? isoOf(from) : "", until: until < this.#data.last ? isoOf(until) : "" });
      this.#draw();
    });
  }

  /** Dragging over the bars brushes the span between where it began and where it is. */
  #drag(event) {
    if (event.type === "pointermove" && !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const day = Math.round(this.#data.first + (event.offsetX / this.#bars.clientWidth) * (this.#data.last - this.#data.first));
    if (event.type === "pointerdown") {
      event.currentTarget.setPointerCapture(event.pointerId);
      this.#bars.dataset.start = day;
    }
    const start = +this.#bars.dataset.start;
    [this.#from.value, this.#until.value] = [Math.min(start, day), Math.max(start, day)];
    this.#brushed(this.#from);
  }

  /** Events over the whole period, those of the span in ink. */
  #histogram() {
    const canvas = this.#bars, scale = devicePixelRatio || 1, { clientWidth: width, clientHeight: height } = canvas;
    if (!width) return;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const pen = canvas.getContext("2d"), style = getComputedStyle(this);
    pen.scale(scale, scale);
    const { first, last, count } = this.#data, counts = new Uint32Array(Math.ceil(width / BIN) + 1);
    const bin = (day) => Math.floor((((day - first) / Math.max(last - first, 1)) * width) / BIN);
    for (let i = 0; i < count; i++) if (this.#filters.holds(i)) counts[bin(Math.max(this.#data.from[i], first))]++;
    const most = counts.reduce((a, b) => Math.max(a, b), 1), from = bin(+this.#from.value), until = bin(+this.#until.value);
    counts.forEach((n, at) => {
      pen.fillStyle = style.getPropertyValue(at >= from && at <= until ? "--mark" : "--line");
      if (n) pen.fillRect(at * BIN, height - Math.max((n / most) * height, 2), BIN - 1, height);
    });
  }

  #draw() {
    const { events, places, spots, count, flags } = this.#data;
    const from = +this.#from.value, until = +this.#until.value;
    let found = 0;
    const all = new Map(), disputed = new Map(), add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
    for (let i = 0; i < count; i++) {
      if (this.#data.from[i] > until || this.#data.until[i] < from || !this.#filters.holds(i)) continue;
      found++;
      for (const key of [...events.places[i].map((n) => places[n][0]), ...events.spots[i].map((n) => spots[n])]) {
        add(all, key);
        if (flags[i] & DISPUTED) add(disputed, key);
      }
    }
    this.#show(all, disputed);
    this.#histogram();
    this.querySelector("[data-span]").textContent = `${inWords(from)} – ${inWords(until)}: ${this.#events(found)}`;
  }

  #events(n) {
    return say(n === 1 ? this.dataset.one : this.dataset.many, { n });
  }

  #show(all, disputed) {
    const drawn = [...this.querySelectorAll("a[data-province], a[data-spot]")];
    const most = Math.max(1, ...drawn.map((a) => all.get(a.dataset.province) ?? 0));
    for (const link of drawn) {
      const key = link.dataset.province ?? link.dataset.spot, n = all.get(key) ?? 0, title = link.querySelector("title");
      const name = title.textContent.slice(0, title.textContent.lastIndexOf(": "));
      title.textContent = `${name}: ${this.#events(n)}, ${say(this.dataset.disputed, { n: disputed.get(key) ?? 0 })}`;
      link.querySelector("path")?.setAttribute("class", `area level-${level(n, most)}`); // the closer view shows the same path
      if (!link.dataset.spot) continue;
      link.classList.toggle("absent", !n);
      link.classList.toggle("spot-disputed", disputed.has(key));
    }
    for (const item of this.querySelectorAll("[data-shade]")) {
      const range = shade(+item.dataset.shade, most);
      item.hidden = !range;
      if (range) item.querySelector("span").textContent = [...new Set(range)].join("–");
    }
    for (const row of this.querySelectorAll("tr[data-province]")) {
      row.querySelector("[data-events]").textContent = all.get(row.dataset.province) ?? 0;
      row.querySelector("[data-disputed]").textContent = disputed.get(row.dataset.province) ?? 0;
    }
  }
}

/** How dark an area is drawn, as the page itself was built: 0 for none, 5 for the most, each step half of the one above. */
function level(events, most) {
  let steps = 0;
  while (events && events * 2 ** steps <= most && steps < 5) steps++;
  return events ? Math.max(6 - steps, 1) : 0;
}

/** The fewest and the most events of an area that is drawn so dark, as the page itself was built; null where no number is. */
function shade(level, most) {
  const low = level > 1 ? Math.floor(most / 2 ** (6 - level)) + 1 : 1, high = Math.floor(most / 2 ** (5 - level));
  return low <= high ? [low, high] : null;
}

const inWords = (day) => dateOf(day).toLocaleDateString(DATE_LOCALES, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

customElements.define("event-map", EventMap);
