// <event-timeline>: the record in time. Zooms from the whole period to a day by wheel, pinch, drag, buttons and keys.
//
// The marks are drawn on a canvas, since thousands of elements would stall a cheap phone; what they say stands in the
// list beside it as plain elements, and a live region speaks the event that the arrow keys reach.

import { DISPUTED, DOUBTFUL, OPEN_END, SINGLE, breath, dayOf, isoOf, load, say, standingOf } from "./data.js";
import { Filters, readState, testsOf, writeState } from "./filters.js";
import { DATE_LOCALES } from "./locale.js"; // here and not where it is used: what is imported by what is imported waits for one more answer
import { isHalf } from "./marks.js";
import { Painter } from "./painter.js";

const MAX_LANES = 9, MAX_LISTED = 30, AT_ONCE = 3, SHORTEST = 1;

class EventTimeline extends HTMLElement {
  #data; #holds; #painter; #view; #whole; #lanes; #selected = -1; #shown = null; #isSpoken = false; #listing;
  #frame = 0; #settled = 0; #pointers = new Map(); #moved = 0;

  /** The whole timeline starts at once; a strip on another page when somebody asks, so that nobody loads what they do not use. */
  connectedCallback() {
    if (!this.querySelector("[data-still]")) throw new Error("event-timeline: its still picture is missing");
    const opener = this.querySelector("[data-opener]");
    if (!opener) return this.#start();
    opener.hidden = false;
    opener.addEventListener("click", async () => { opener.remove(); await this.#start(); this.querySelector("canvas").focus(); });
  }

  async #start() {
    try {
      this.#data = await load(this.dataset.src, (shard, index) => this.#isWanted(shard, index));
    } catch (error) {
      this.#say(this.dataset.failed);
      throw error;
    }
    await breath();
    const form = this.dataset.only ? null : document.querySelector("[data-filters]");
    if (!form && !this.dataset.only) throw new Error("event-timeline: its filters are missing");
    const filters = form && new Filters(form, this.#data, () => this.#changed());
    const tests = form ? [] : testsOf(this.#data, Object.fromEntries(new URLSearchParams(this.dataset.only)));
    this.#holds = (i) => (filters ? filters.holds(i) : tests.every((test) => test(i)));
    const [first, last] = this.#reach();
    const margin = (last - first) / 40 + 1;
    this.#whole = { from: first - margin, until: last + 1 + margin };
    const canvas = this.#canvas();
    this.#painter = new Painter(canvas, this, this.#data, DATE_LOCALES);
    this.#readState();
    this.#listen(canvas);
    this.classList.add("is-live");
    for (const part of this.querySelectorAll("[data-controls], [data-key], [data-list]")) part.hidden = false;
    this.#arrange();
    await breath();
    await filters?.fill();
  }

  /** Whether a file can hold what is shown: the strip of a chapter needs its years alone. */
  #isWanted(shard, { periods }) {
    const slug = new URLSearchParams(this.dataset.only).get("period");
    const period = periods.find(([name]) => name === slug);
    return !period || (shard.first <= period[3] && shard.last >= period[2]);
  }

  /** First and last day of all that the reader can get to. */
  #reach() {
    const { first, last, count, from, until } = this.#data;
    if (!this.dataset.only) return [first, last];
    const mine = [...Array(count).keys()].filter((i) => this.#holds(i));
    return mine.length ? [Math.min(...mine.map((i) => from[i])), Math.max(...mine.map((i) => until[i]))] : [first, last];
  }

  #canvas() {
    const canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", this.dataset.label);
    this.querySelector("[data-still]").remove();
    this.querySelector("[data-stage]").append(canvas);
    return canvas;
  }

  // what is shown

  #readState() {
    this.#view = { ...this.#whole };
    if (this.dataset.only) return;
    const state = readState();
    const from = dayOf(state.get("from")), until = dayOf(state.get("until"));
    if (from !== null && until !== null && until >= from) this.#view = { from, until: until + 1 };
    const period = this.#data.periods.find(([slug]) => slug === state.get("period"));
    if (period && from === null) this.#view = { from: period[2] - 1, until: Math.min(period[3] + 2, this.#whole.until) };
    const lanes = this.querySelector("[data-lanes]");
    lanes.value = state.get("lanes") ?? "type";
    if (lanes.selectedIndex === -1) lanes.value = "type";
    this.#selected = this.#data.events.id.indexOf(state.get("event"));
  }

  /** Which lanes there are, and the events of each, in order; a strip has one lane for all. */
  #arrange() {
    const data = this.#data, by = this.querySelector("[data-lanes]")?.value ?? "none";
    const isIn = new Uint8Array(data.count).map((_, i) => (this.#holds(i) ? 1 : 0));
    const held = [...isIn.keys()].filter((i) => isIn[i]);
    const { provinces } = data;
    const keys = {
      none: () => [],
      type: (i) => [data.events.type[i]],
      actor: (i) => data.events.actors[i],
      province: (i) => data.events.places[i].filter((n) => provinces.has(n)),
    }[by];
    const rows = { type: data.types, actor: data.actors, province: data.places }[by];
    const groups = new Map(), others = [];
    for (const i of held) {
      for (const n of keys(i)) {
        if (n < 0) continue;
        if (!groups.has(n)) groups.set(n, []);
        groups.get(n).push(i);
      }
    }
    const top = [...groups].sort((a, b) => b[1].length - a[1].length).slice(0, by === "type" ? 20 : MAX_LANES);
    const shown = new Set(top.map(([n]) => n));
    for (const i of held) if (!keys(i).some((n) => shown.has(n))) others.push(i);
    const lanes = top.map(([n, members]) => [rows[n][1], members]);
    if (others.length) lanes.push([by === "none" ? "" : this.dataset.other, others]);
    this.#lanes = { labels: lanes.map(([label]) => label), members: lanes.map(([, members]) => Int32Array.from(members)), isIn };
    this.#fit();
  }

  #fit() {
    this.#painter.resize(this.#lanes.labels);
    this.#draw();
  }

  #changed() {
    this.#readState();
    this.#shown = null;
    this.#isSpoken = true;
    this.#arrange();
  }

  #draw() {
    this.#listing = null; // rows still to come would only make the movement stumble
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
      clearTimeout(this.#settled);
      this.#settled = setTimeout(() => this.#settle(), 140);
    });
  }

  #paint() {
    this.#painter.paint(this.#lanes, this.#view, this.#selected);
  }

  /** Another scheme; at once, since a printer waits for no frame. */
  #recolour() {
    this.#painter.colours();
    this.#paint();
  }

  /** Once the movement ends: the list follows, and the address keeps the state. */
  #settle() {
    if (!this.dataset.only) this.#keep();
    this.#list();
    if (this.#isSpoken) this.#say(this.querySelector("[data-count]").textContent);
    this.#isSpoken = false;
  }

  #keep() {
    const isWhole = Math.abs(this.#view.from - this.#whole.from) < 1 && Math.abs(this.#view.until - this.#whole.until) < 1;
    const lanes = this.querySelector("[data-lanes]").value;
    writeState({
      from: isWhole ? "" : isoOf(this.#view.from),
      until: isWhole ? "" : isoOf(this.#view.until - 1),
      lanes: lanes === "type" ? "" : lanes,
      event: this.#selected < 0 ? "" : this.#data.events.id[this.#selected],
    });
  }

  #inView() {
    const { from, until } = this.#data, { isIn } = this.#lanes;
    const found = [];
    for (let i = 0; i < isIn.length; i++) if (isIn[i] && from[i] < this.#view.until && until[i] + 1 > this.#view.from) found.push(i);
    return found;
  }

  #list() {
    const found = this.#shown ?? this.#inView();
    const section = this.querySelector("[data-list]"), list = section.querySelector("ol");
    const wanted = Math.min(found.indexOf(this.#selected) - MAX_LISTED / 2, found.length - MAX_LISTED), start = Math.max(wanted, 0);
    const listed = found.slice(start, start + MAX_LISTED);
    section.querySelector("[data-count]").textContent = this.#count(found, start, listed.length);
    list.replaceChildren();
    this.#append(list, listed);
  }

  /** How many events there are, and which of them the list shows when it does not show all. */
  #count(found, start, listed) {
    const n = found.length, d = found.reduce((sum, i) => sum + (this.#data.flags[i] & DISPUTED ? 1 : 0), 0), words = this.dataset;
    if (!n) return words.none;
    const [one, many] = this.#shown ? [words.pickedOne, words.picked] : [words.shownOne, words.shown];
    const count = say(n === 1 ? one : many, { n, d });
    if (listed === n) return count;
    return `${count} ${say(start ? words.part : words.start, { a: start + 1, b: start + listed, n: listed })}`;
  }

  /** A few rows a frame, so that no frame is late; a newer list ends an older one. */
  async #append(list, events) {
    const mine = (this.#listing = {});
    for (let n = 0; n < events.length; n += AT_ONCE) {
      list.append(...events.slice(n, n + AT_ONCE).map((i) => this.#row(i)));
      await new Promise(requestAnimationFrame);
      if (this.#listing !== mine) return;
    }
    const current = list.querySelector("[aria-current]");
    if (current) list.scrollTop = current.offsetTop;
  }

  #row(i) {
    const data = this.#data, flags = data.flags[i];
    const [slug] = data.statuses[data.events.status[i]], [word, ...disputes] = standingOf(data, i);
    const link = made("a", { href: `${this.dataset.events}${data.events.id[i]}/` }, data.events.title[i]);
    const standing = made("p", {}, made("b", {}, word));
    for (const phrase of disputes) standing.append(" ", made("em", {}, phrase));
    if (flags & SINGLE) standing.append(" ", made("small", {}, this.dataset.single));
    const looks = [["half", isHalf(slug, flags)], ["doubtful", flags & DOUBTFUL], ["span", data.until[i] > data.from[i] && !(flags & DOUBTFUL)], ["open", flags & OPEN_END]];
    const names = [slug, ...looks.filter(([, holds]) => holds).map(([name]) => name)].join(" ");
    const row = made("li", { class: names }, made("p", {}, data.events.when[i]), made("div", {}, made("h3", {}, link), standing));
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
    this.#isSpoken = true;
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
    this.#say([this.#data.events.when[i], this.#data.events.title[i], ...standingOf(this.#data, i)].join(". "));
  }

  /** The next event in a direction that passes the filters; from the middle of the view when none is selected. */
  #next(direction, start) {
    for (let i = start + direction; i >= 0 && i < this.#data.count; i += direction) if (this.#lanes.isIn[i]) return i;
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
    this.querySelector("[data-lanes]")?.addEventListener("change", () => this.#arrange());
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    for (const kind of ["down", "move", "up", "cancel"]) canvas.addEventListener(`pointer${kind}`, (event) => this.#pointer(kind, event));
    const resized = new ResizeObserver(() => this.#lanes && this.#fit());
    for (const part of [canvas.parentElement, this.querySelector("[data-controls]")]) resized.observe(part); // the buttons grow with the page's text
    canvas.addEventListener("pointerleave", () => this.#tip());
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"]) matchMedia(query).addEventListener("change", () => this.#recolour());
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const none = this.#selected < 0 || !this.#lanes.isIn[this.#selected];
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
    if (sideways) this.#pan(event.deltaX / this.#painter.breadth);
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
      if (kind === "move") this.#tip(this.#painter.hit(event.offsetX, event.offsetY), event.currentTarget);
      return;
    }
    if (kind === "move") {
      const others = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const perDay = this.#painter.breadth / (this.#view.until - this.#view.from);
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
    const events = this.#painter.hit(event.offsetX, event.offsetY)?.events;
    if (!events) return;
    if (events.length === 1) this.#select(events[0]);
    this.#shown = Array.from(events);
    this.#list();
    if (events.length > 1) this.#say(say(this.dataset.many, { n: events.length }));
  }

  /** What the mark below the mouse is, beside it; without a mark, nothing. */
  #tip(mark, canvas = this.querySelector("canvas")) {
    canvas.style.cursor = mark ? "pointer" : "grab";
    let tip = this.querySelector(".tip");
    if (!mark) return tip?.remove();
    if (!tip) canvas.after((tip = made("p", { class: "tip", "aria-hidden": "true" })));
    const { events } = mark, data = this.#data;
    tip.textContent = events.length > 1 ? say(this.dataset.many, { n: events.length }) : [data.events.when[events[0]], data.events.title[events[0]], ...standingOf(data, events[0])].join(". ");
    const isLate = mark.x > this.#painter.width / 2;
    tip.style.translate = `calc(${mark.x}px - ${isLate ? "100% + 8px" : "-8px"}) calc(${mark.y}px - 100% - 10px)`;
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
