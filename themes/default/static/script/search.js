// <site-search>: words to results, with Pagefind's index; everything stays on this device and this site.

import { foldLetters } from "./letters.js";
import { say } from "./data.js";

const SHOWN = 15;
const FACET = /\bzz\w+/g; // words that stand for a facet, as builder/site/search.py makes them

class SiteSearch extends HTMLElement {
  #engine; #asked = 0; #found = []; #shown = 0;

  async connectedCallback() {
    const form = this.querySelector("form");
    if (!form) throw new Error("site-search: its form is missing");
    try {
      this.#engine = await import(new URL(`${this.dataset.root}pagefind/pagefind.js`, location.href));
      await this.#engine.options({ bundlePath: new URL(`${this.dataset.root}pagefind/`, location.href).pathname });
      await this.#engine.init();
    } catch (error) {
      this.#count(this.dataset.failed);
      throw error;
    }
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
    const words = [foldLetters(String(values.get("q"))).trim(), ...facets].filter(Boolean).join(" ");
    const state = new URLSearchParams([...values].filter(([, value]) => value)).toString();
    history.replaceState(history.state, "", state ? `#${state}` : location.pathname);
    if (!words) {
      this.#found = [];
      this.querySelector("ol").replaceChildren();
      this.querySelector("[data-more]").hidden = true;
      this.#count("");
      return;
    }
    const answer = await this.#engine.search(words);
    if (asked !== this.#asked) return; // newer words are on their way
    this.#found = answer.results;
    this.#shown = 0;
    this.querySelector("ol").replaceChildren();
    const n = this.#found.length;
    this.#count(n ? say(n === 1 ? this.dataset.one : this.dataset.many, { n }) : this.dataset.none);
    await this.#show();
  }

  async #show() {
    const asked = this.#asked;
    const next = await Promise.all(this.#found.slice(this.#shown, this.#shown + SHOWN).map((r) => r.data()));
    if (asked !== this.#asked) return;
    this.#shown += next.length;
    this.querySelector("ol").append(...next.map((result) => this.#row(result)));
    this.querySelector("[data-more]").hidden = this.#shown >= this.#found.length;
  }

  #row(result) {
    const row = document.createElement("li");
    if (result.meta.status) row.className = result.meta.status;
    const what = document.createElement("div");
    const heading = document.createElement("h2"), link = document.createElement("a");
    link.href = this.dataset.root + (result.raw_url ?? result.url).replace(/^\//, "");
    link.textContent = result.meta.title;
    heading.append(link);
    what.append(heading);
    if (result.meta.standing) what.append(this.#standing(result.meta));
    what.append(this.#excerpt(result.excerpt));
    row.append(this.#line("when", [result.meta.when, result.meta.where].filter(Boolean).join(" · ")), what);
    return row;
  }

  /** The status word, then who disputes what, as everywhere. */
  #standing({ status, standing }) {
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

  /** Pagefind marks what was found with <mark>; everything else is taken as text. */
  #excerpt(html) {
    const line = this.#line("excerpt", "");
    html.split(/<\/?mark>/).forEach((part, n) => {
      const text = part.replace(FACET, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#0?39;/g, "'").replace(/&amp;/g, "&");
      if (n % 2) line.append(Object.assign(document.createElement("mark"), { textContent: text }));
      else line.append(text);
    });
    return line;
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
