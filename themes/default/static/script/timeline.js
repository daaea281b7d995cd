// <event-timeline>: the record in time. Zooms from the whole period to a day by wheel, pinch, drag, buttons and keys.
//
// The marks are drawn on a canvas, since thousands of elements would stall a cheap phone; what they say stands in the
// list beside it as plain elements, and a live region speaks the event that the arrow keys reach.

import { DISPUTED, SINGLE, dayOf, isoOf, load, say } from "./data.js";
import { Filters, readState, writeState } from "./filters.js";
import { Painter } from "./painter.js";

const MAX_LANES = 9, MAX_LISTED = 40, SHORTEST = 1;

class EventTimeline extends HTMLElement {
  #data; #filters; #painter; #view; #whole; #lanes; #selected = -1; #shown = null;
  #frame = 0; #settled = 0; #pointers = new Map(); #moved = 0;

  async connectedCallback() {
    const form = document.querySelector("[data-filters]");
    const still = this.querySelector("[data-still]");
    if (!form || !still) throw new Error("event-timeline: its filters or its still picture are missing");
    try {
      this.#data = await load(this.dataset.src);
    } catch (error) {
      this.#say(this.dataset.failed);
      throw error;
    }
    const margin = (this.#data.last - this.#data.first) / 40 + 1;
    this.#whole = { from: this.#data.first - margin, until: this.#data.last + 1 + margin };
    this.#filters = new Filters(form, this.#data, () => this.#changed());
    const canvas = this.#canvas(still);
    this.#painter = new Painter(canvas, this);
    this.#readState();
    this.#listen(canvas);
    this.querySelector("[data-controls]").hidden = false;
    this.querySelector("[data-list]").hidden = false;
    this.#arrange();
  }

  #canvas(still) {
    const canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", this.dataset.label);
    still.replaceWith(canvas);
    return canvas;
  }

  // what is shown

  #readState() {
    const state = readState();
    const from = dayOf(state.get("from")), until = dayOf(state.get("until"));
    this.#view = from !== null && until !== null && until >= from ? { from, until: until + 1 } : { ...this.#whole };
    const period = this.#data.periods.find(([slug]) => slug === state.get("period"));
    if (period && from === null) this.#view = { from: period[2] - 1, until: Math.min(period[3] + 2, this.#whole.until) };
    const lanes = this.querySelector("[data-lanes]");
    lanes.value = state.get("lanes") ?? "type";
    if (lanes.selectedIndex === -1) lanes.value = "type";
    this.#selected = this.#data.events.id.indexOf(state.get("event"));
  }

  /** Which lanes there are, and which events lie in each: a number of bits an event. */
  #arrange() {
    const { data, by } = { data: this.#data, by: this.querySelector("[data-lanes]").value };
    const keys = {
      type: (i) => [data.events.type[i]],
      actor: (i) => data.events.actors[i],
      province: (i) => data.events.places[i].filter((n) => data.provinces.includes(n)),
    }[by];
    const rows = { type: data.types, actor: data.actors, province: data.places }[by];
    const counts = new Map();
    for (let i = 0; i < data.count; i++) if (this.#filters.holds(i)) for (const n of keys(i)) if (n >= 0) counts.set(n, (counts.get(n) ?? 0) + 1);
    const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, by === "type" ? 20 : MAX_LANES).map(([n]) => n);
    const lane = new Map(top.map((n, at) => [n, at]));
    const labels = top.map((n) => rows[n][1]);
    const other = top.length;
    let needsOther = false;
    const members = new Array(data.count);
    for (let i = 0; i < data.count; i++) {
      if (!this.#filters.holds(i)) { members[i] = null; continue; }
      const mine = keys(i).map((n) => lane.get(n)).filter((n) => n !== undefined);
      needsOther ||= !mine.length;
      members[i] = mine.length ? mine : [other];
    }
    this.#lanes = { labels: needsOther ? [...labels, this.dataset.other] : labels, members };
    this.#painter.resize(this.#lanes.labels.length);
    this.#draw();
  }

  #changed() {
    this.#readState();
    this.#shown = null;
    this.#arrange();
  }

  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#painter.paint(this.#data, this.#lanes, this.#view, this.#selected);
      clearTimeout(this.#settled);
      this.#settled = setTimeout(() => this.#settle(), 140);
    });
  }

  /** Once the movement ends: the list follows, and the address keeps the state. */
  #settle() {
    const isWhole = Math.abs(this.#view.from - this.#whole.from) < 1 && Math.abs(this.#view.until - this.#whole.until) < 1;
    const lanes = this.querySelector("[data-lanes]").value;
    writeState({
      from: isWhole ? "" : isoOf(this.#view.from),
      until: isWhole ? "" : isoOf(this.#view.until - 1),
      lanes: lanes === "type" ? "" : lanes,
      event: this.#selected < 0 ? "" : this.#data.events.id[this.#selected],
    });
    this.#list();
  }

  #inView() {
    const { from, until } = this.#data;
    const found = [];
    for (let i = 0; i < this.#data.count; i++) {
      if (this.#lanes.members[i] && from[i] < this.#view.until && until[i] + 1 > this.#view.from) found.push(i);
    }
    return found;
  }

  #list() {
    const found = this.#shown ?? this.#inView();
    const section = this.querySelector("[data-list]");
    const disputed = found.reduce((n, i) => n + (this.#data.flags[i] & DISPUTED ? 1 : 0), 0);
    const rest = found.length - MAX_LISTED;
    const count = found.length ? say(this.dataset.shown, { n: found.length, d: disputed }) : this.dataset.none;
    section.querySelector("[data-count]").textContent = rest > 0 ? `${count}; ${say(this.dataset.more, { n: rest })}` : count;
    section.querySelector("ol").replaceChildren(...found.slice(0, MAX_LISTED).map((i) => this.#row(i)));
  }

  #row(i) {
    const { events, statuses } = this.#data;
    const [slug, word] = statuses[events.status[i]];
    const link = made("a", { href: `${this.dataset.events}${events.id[i]}/` }, events.title[i]);
    const standing = made("p", { class: "standing" }, made("span", { class: `status status-${slug}` }, word));
    for (const phrase of events.standing[i]) standing.append(" ", made("span", { class: "disputed" }, phrase));
    if (this.#data.flags[i] & SINGLE) standing.append(" ", made("span", { class: "single" }, this.dataset.single));
    const row = made("li", { class: `entry entry-${slug}` }, made("p", { class: "when" }, events.when[i]), made("div", { class: "what" }, made("h3", {}, link), standing));
    if (i === this.#selected) row.setAttribute("aria-current", "true");
    return row;
  }

  // moving

  #move(from, until) {
    const span = Math.min(Math.max(until - from, SHORTEST), this.#whole.until - this.#whole.from);
    const middle = (from + until) / 2;
    const start = Math.min(Math.max(middle - span / 2, this.#whole.from), this.#whole.until - span);
    this.#view = { from: start, until: start + span };
    this.#shown = null;
    this.#draw();
  }

  #zoom(factor, at = (this.#view.from + this.#view.until) / 2) {
    const { from, until } = this.#view;
    const span = until - from, wanted = Math.max(span * factor, SHORTEST);
    const share = (at - from) / span;
    this.#move(at - wanted * share, at + wanted * (1 - share));
  }

  #pan(share) {
    const span = this.#view.until - this.#view.from;
    this.#move(this.#view.from + span * share, this.#view.until + span * share);
  }

  /** Go there in a few frames, or at once for those who want no motion. */
  #glide(step) {
    const start = { ...this.#view };
    step();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const goal = { ...this.#view }, began = performance.now();
    const tick = (now) => {
      const t = Math.min((now - began) / 160, 1), eased = 1 - (1 - t) ** 3;
      this.#view = { from: start.from + (goal.from - start.from) * eased, until: start.until + (goal.until - start.until) * eased };
      this.#draw();
      if (t < 1) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  #select(i) {
    if (i < 0 || i >= this.#data.count) return;
    this.#selected = i;
    this.#shown = null;
    const { from, until } = this.#view, day = this.#data.from[i];
    if (day < from || day >= until) this.#move(day - (until - from) / 2, day + (until - from) / 2);
    this.#draw();
    const { events, statuses } = this.#data;
    this.#say([events.when[i], events.title[i], statuses[events.status[i]][1], ...events.standing[i]].join(". "));
  }

  /** The next event in a direction that passes the filters; from the middle of the view when none is selected. */
  #next(direction, start) {
    for (let i = start + direction; i >= 0 && i < this.#data.count; i += direction) if (this.#lanes.members[i]) return i;
    return this.#selected;
  }

  #firstInView() {
    const found = this.#inView();
    return found.length ? found[0] : -1;
  }

  #say(text) {
    this.querySelector("[data-live]").textContent = text;
  }

  // what readers do

  #listen(canvas) {
    const doing = { in: () => this.#zoom(0.5), out: () => this.#zoom(2), back: () => this.#pan(-0.4), on: () => this.#pan(0.4), all: () => this.#move(this.#whole.from, this.#whole.until) };
    for (const button of this.querySelectorAll("[data-do]")) button.addEventListener("click", () => this.#glide(doing[button.dataset.do]));
    this.querySelector("[data-lanes]").addEventListener("change", () => this.#arrange());
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    for (const kind of ["down", "move", "up", "cancel"]) canvas.addEventListener(`pointer${kind}`, (event) => this.#pointer(kind, event));
    new ResizeObserver(() => { this.#painter.resize(this.#lanes?.labels.length ?? 1); if (this.#lanes) this.#draw(); }).observe(this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#painter.colours(); this.#draw(); });
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const none = this.#selected < 0 || !this.#lanes.members[this.#selected];
    const keys = {
      ArrowRight: () => this.#select(none ? this.#firstInView() : this.#next(1, this.#selected)),
      ArrowLeft: () => this.#select(none ? this.#firstInView() : this.#next(-1, this.#selected)),
      Home: () => this.#select(this.#next(1, -1)),
      End: () => this.#select(this.#next(-1, this.#data.count)),
      "+": () => this.#glide(() => this.#zoom(0.5, this.#centre())),
      "=": () => this.#glide(() => this.#zoom(0.5, this.#centre())),
      "-": () => this.#glide(() => this.#zoom(2, this.#centre())),
      PageUp: () => this.#glide(() => this.#pan(-0.8)),
      PageDown: () => this.#glide(() => this.#pan(0.8)),
      Enter: () => { if (this.#selected >= 0) location.assign(`${this.dataset.events}${this.#data.events.id[this.#selected]}/`); },
      Escape: () => { this.#selected = -1; this.#shown = null; this.#draw(); },
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  /** Zoom about the selected event while it is in view. */
  #centre() {
    const day = this.#selected < 0 ? NaN : this.#data.from[this.#selected];
    return day >= this.#view.from && day < this.#view.until ? day + 0.5 : undefined;
  }

  /** The wheel zooms once the timeline has the focus, or with Ctrl; else the page scrolls on. */
  #wheel(event) {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!sideways && !event.ctrlKey && document.activeElement !== event.currentTarget) return;
    event.preventDefault();
    if (sideways) this.#pan(event.deltaX / this.#painter.width);
    else this.#zoom(1.0015 ** Math.max(-400, Math.min(400, event.deltaY * (event.deltaMode ? 30 : 1))), this.#painter.dayAt(event.offsetX, this.#view));
  }

  #pointer(kind, event) {
    const before = this.#pointers.get(event.pointerId);
    if (kind === "down") {
      event.currentTarget.setPointerCapture(event.pointerId);
      if (!this.#pointers.size) this.#moved = 0;
      this.#pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      return;
    }
    if (!before) {
      if (kind === "move") event.currentTarget.style.cursor = this.#painter.hit(event.offsetX, event.offsetY) ? "pointer" : "grab";
      return;
    }
    if (kind === "move") {
      const others = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const perDay = this.#painter.width / (this.#view.until - this.#view.from);
      this.#moved += Math.abs(event.offsetX - before.x) + Math.abs(event.offsetY - before.y);
      if (others.length) {
        const apart = Math.max(Math.abs(before.x - others[0].x), 20), now = Math.max(Math.abs(event.offsetX - others[0].x), 20);
        this.#zoom(apart / now, this.#painter.dayAt((event.offsetX + others[0].x) / 2, this.#view));
      } else if (this.#moved > 4) {
        const days = (before.x - event.offsetX) / perDay;
        this.#move(this.#view.from + days, this.#view.until + days);
      }
      this.#pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      return;
    }
    this.#pointers.delete(event.pointerId);
    if (kind === "up" && this.#moved <= 4) this.#click(event);
  }

  /** A mark selects its event; a cluster opens into the list. */
  #click(event) {
    const hit = this.#painter.hit(event.offsetX, event.offsetY);
    if (!hit) return;
    if (hit.length === 1) this.#select(hit[0]);
    this.#shown = hit;
    this.#list();
    this.#say(say(hit.length === 1 ? this.dataset.one : this.dataset.many, { n: hit.length }));
  }
}

/** An element with attributes and children. */
function made(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

customElements.define("event-timeline", EventTimeline);
