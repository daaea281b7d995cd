// <event-map>: the drawn map follows a span of time and the filters; the table beneath it says the same.

import { DISPUTED, isoOf, dateOf, dayOf, load, say } from "./data.js";
import { Filters, readState, writeState } from "./filters.js";

class EventMap extends HTMLElement {
  #data; #filters; #from; #until; #frame = 0;

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
    this.#filters = new Filters(form, this.#data, () => { this.#readState(); this.#draw(); });
    brush.hidden = false;
    this.#readState();
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

  #draw() {
    const { events, places, count } = this.#data;
    const from = +this.#from.value, until = +this.#until.value;
    const all = new Map(), disputed = new Map();
    for (let i = 0; i < count; i++) {
      if (this.#data.from[i] > until || this.#data.until[i] < from || !this.#filters.holds(i)) continue;
      for (const n of events.places[i]) {
        const slug = places[n][0];
        all.set(slug, (all.get(slug) ?? 0) + 1);
        if (this.#data.flags[i] & DISPUTED) disputed.set(slug, (disputed.get(slug) ?? 0) + 1);
      }
    }
    this.#show(all, disputed);
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeZone: "UTC" });
    this.querySelector("[data-span]").textContent = `${format.format(dateOf(from))} – ${format.format(dateOf(until))}`;
  }

  #show(all, disputed) {
    const areas = [...this.querySelectorAll("a[data-province]")];
    const most = Math.max(1, ...areas.map((a) => all.get(a.dataset.province) ?? 0));
    for (const area of areas) {
      const slug = area.dataset.province, n = all.get(slug) ?? 0;
      area.querySelector("path").setAttribute("class", `area level-${level(n, most)}`);
      const title = area.querySelector("title"), name = title.textContent.split(":")[0];
      const events = say(n === 1 ? this.dataset.one : this.dataset.many, { n });
      title.textContent = `${name}: ${events}, ${say(this.dataset.disputed, { n: disputed.get(slug) ?? 0 })}`;
    }
    for (const spot of this.querySelectorAll("[data-place]")) spot.classList.toggle("absent", !all.get(spot.dataset.place));
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

customElements.define("event-map", EventMap);
