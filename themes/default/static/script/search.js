// <site-search>: words to results, by the engine that the page names; everything stays on this device and this site.
//
// An engine is what its module's open(root) gives. Its find(text, facets) gives, best first, a function for each result
// that loads what the result shows: address, title, when, where, mark, standing, and an excerpt in parts, each a text
// and whether it was asked for.

import { say } from "./data.js";

const SHOWN = 15;
const ENGINES = { pagefind: "./search-pagefind.js", shards: "./search-shards.js" };

class SiteSearch extends HTMLElement {
  #engine; #asked = 0; #found = []; #shown = 0;

  async connectedCallback() {
    const form = this.querySelector("form");
    if (!form) throw new Error("site-search: its form is missing");
    await this.#orSay(async () => {
      const { open } = await import(ENGINES[this.dataset.engine]);
      this.#engine = await open(new URL(this.dataset.root, location.href));
    });
    form.hidden = false;
    const state = new URLSearchParams(location.hash.slice(1));
    for (const field of form.elements) if (field.name && state.has(field.name)) field.value = state.get(field.name);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#search(); });
    form.addEventListener("input", () => this.#search());
    form.addEventListener("keydown", (event) => { if (event.key === "ArrowDown") this.#step(event, -1, 1); });
    this.querySelector("ol").addEventListener("keydown", (event) => this.#arrow(event));
    this.querySelector("[data-more]").addEventListener("click", () => this.#show());
    form.elements.q.focus();
    this.#search();
  }

  async #search() {
    const asked = ++this.#asked, form = this.querySelector("form");
    const values = new FormData(form);
    const facets = [...values].filter(([name, value]) => name !== "q" && value).map(([, value]) => value);
    const text = String(values.get("q")).trim();
    const state = new URLSearchParams([...values].filter(([, value]) => value)).toString();
    history.replaceState(history.state, "", state ? `#${state}` : location.pathname);
    if (!text && !facets.length) {
      this.#found = [];
      this.querySelector("ol").replaceChildren();
      this.querySelector("[data-more]").hidden = true;
      this.#count("");
      return;
    }
    const found = await this.#orSay(() => this.#engine.find(text, facets));
    if (asked !== this.#asked) return; // newer words are on their way
    this.#found = found;
    this.#shown = 0;
    this.querySelector("ol").replaceChildren();
    const n = this.#found.length;
    this.#count(n ? say(n === 1 ? this.dataset.one : this.dataset.many, { n }) : this.dataset.none);
    await this.#show();
  }

  async #show() {
    const asked = this.#asked;
    const next = await this.#orSay(() => Promise.all(this.#found.slice(this.#shown, this.#shown + SHOWN).map((load) => load())));
    if (asked !== this.#asked) return;
    this.#shown += next.length;
    this.querySelector("ol").append(...next.map((result) => this.#row(result)));
    this.querySelector("[data-more]").hidden = this.#shown >= this.#found.length;
  }

  #row(result) {
    const row = document.createElement("li");
    if (result.mark) row.className = result.mark;
    const what = document.createElement("div");
    const heading = document.createElement("h2"), link = document.createElement("a");
    link.href = this.dataset.root + result.address;
    link.textContent = result.title;
    heading.append(link);
    what.append(heading);
    if (result.standing) what.append(this.#standing(result));
    if (result.excerpt.some(([text]) => text)) what.append(this.#excerpt(result.excerpt));
    row.append(this.#line("when", [result.when, result.where].filter(Boolean).join(" · ")), what);
    return row;
  }

  /** The status word, then who disputes what, as everywhere. */
  #standing({ mark, standing }) {
    const [status] = mark.split(" ");
    const line = this.#line("standing", "");
    standing.split(" ¦ ").forEach((text, n) => {
      line.append(Object.assign(document.createElement(n ? "em" : "b"), { className: n ? "" : status, textContent: text }), " ");
    });
    return line;
  }

  #line(name, text) {
    const line = document.createElement("p");
    line.className = name;
    line.textContent = text;
    return line;
  }

  #excerpt(parts) {
    const line = this.#line("excerpt", "");
    for (const [text, isAsked] of parts) line.append(isAsked ? Object.assign(document.createElement("mark"), { textContent: text }) : text);
    return line;
  }

  /** Says so on the page where something could not be loaded. */
  async #orSay(load) {
    try {
      return await load();
    } catch (error) {
      this.#count(this.dataset.failed);
      throw error;
    }
  }

  #count(text) {
    this.querySelector("[data-count]").textContent = text;
  }

  #arrow(event) {
    const links = [...this.querySelectorAll("ol a")], at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") this.#step(event, at, 1);
    else if (event.key === "ArrowUp") at ? this.#step(event, at, -1) : this.querySelector("[name=q]").focus();
  }

  #step(event, at, direction) {
    const target = this.querySelectorAll("ol a")[at + direction];
    if (!target) return;
    event.preventDefault();
    target.focus();
  }
}

customElements.define("site-search", SiteSearch);
