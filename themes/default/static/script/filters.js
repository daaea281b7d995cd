// The filters of timeline and map: one form, combined with "and", counted, and kept in the address after "#",
// which no server ever sees.

import { DISPUTED, SINGLE, breath, involvedIn } from "./data.js";

const LISTS = {
  place: (data, i) => data.events.places[i],
  actor: involvedIn, // acting, claiming or disputing
  by: (data, i) => data.events.by[i],
  type: (data, i) => [data.events.type[i]],
  status: (data, i) => [data.events.status[i]],
};
const NAMES = { place: "places", actor: "actors", by: "actors", type: "types", status: "statuses" };

/** What the address says after "#". */
export const readState = () => new URLSearchParams(location.hash.slice(1));

/** Put values into the address without a new step of history; empty ones leave it. */
export function writeState(values) {
  const state = readState();
  for (const [name, value] of Object.entries(values)) value ? state.set(name, value) : state.delete(name);
  const hash = state.toString();
  history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search);
}

/** The tests that an event has to pass, from names and values as the address has them; they combine with "and". */
export function testsOf(data, values) {
  const tests = [];
  for (const [name, key] of Object.entries(NAMES)) {
    if (!values[name]) continue;
    const wanted = data[key].findIndex(([slug]) => slug === values[name]);
    tests.push((i) => LISTS[name](data, i).includes(wanted));
  }
  const period = data.periods.find(([slug]) => slug === values.period);
  if (period) tests.push((i) => data.from[i] <= period[3] && data.until[i] >= period[2]);
  if (values.single) tests.push((i) => data.flags[i] & SINGLE);
  if (values.disputed) tests.push((i) => data.flags[i] & DISPUTED);
  return tests;
}

export class Filters {
  #form;
  #data;
  #tests = [];

  constructor(form, data, changed) {
    this.#form = form;
    this.#data = data;
    this.#compile(Object.fromEntries(readState()));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => this.#update(changed, "period")));
    form.addEventListener("change", (event) => this.#update(changed, event.target.name));
    addEventListener("hashchange", () => { this.#readForm(); changed(); });
  }

  /** Fill the lists, list by list, and show the form: what it says holds already. */
  async fill() {
    for (const [name, key] of Object.entries(NAMES)) {
      this.#fill(name, this.#data[key], LISTS[name]);
      await breath();
    }
    this.#fillPeriods();
    const box = this.#form.closest("[data-filter-box]");
    box.hidden = false;
    box.open = matchMedia("(min-width: 44rem)").matches || [...readState().keys()].some((name) => this.#form.elements[name]?.name);
    this.#readForm();
  }

  /** Whether an event passes every filter. */
  holds(i) {
    return this.#tests.every((test) => test(i));
  }

  #fill(name, rows, values) {
    const counts = new Uint32Array(rows.length);
    for (let i = 0; i < this.#data.count; i++) for (const n of values(this.#data, i)) if (n >= 0) counts[n]++;
    const order = [...rows.keys()].filter((n) => counts[n]);
    if (name !== "type" && name !== "status") order.sort((a, b) => rows[a][1].localeCompare(rows[b][1]));
    const select = this.#form.elements[name];
    select.append(...order.map((n) => new Option(`${rows[n][1]} (${counts[n]})`, rows[n][0])));
  }

  #fillPeriods() {
    const select = this.#form.elements.period;
    select.append(...this.#data.periods.map(([slug, label]) => new Option(label, slug)));
    if (!this.#data.periods.length) select.closest("label").hidden = true;
  }

  #readForm() {
    const state = readState();
    for (const field of this.#form.elements) {
      if (!field.name) continue;
      if (field.type === "checkbox") field.checked = state.has(field.name);
      else field.value = state.get(field.name) ?? "";
      if (field.selectedIndex === -1) field.value = "";
    }
    this.#compile(this.#values());
  }

  #update(changed, name) {
    const span = name === "period" ? { from: "", until: "" } : {}; // another chapter is another span
    writeState({ ...this.#values(), ...span });
    this.#compile(this.#values());
    changed();
  }

  #values() {
    const fields = [...this.#form.elements].filter((field) => field.name);
    return Object.fromEntries(fields.map((field) => [field.name, field.type === "checkbox" ? (field.checked ? "1" : "") : field.value]));
  }

  #compile(values) {
    this.#tests = testsOf(this.#data, values);
  }
}
