// Asks the index in shards (data/search/), which builder/exports/search_shards.py writes for large records and describes.

import { wordsOf } from "./letters.js";

const WORTH = [1, 1.5, 5, 12, 40]; // what a word counts for: in the text, there more than once, in the title, half of the title, all of it
const PART = 0.5; // what a word counts for that only begins as was asked

/** See search.js for what an engine is. */
export async function open(root) {
  const shards = new Shards(new URL("data/search/", root));
  await shards.index();
  return shards;
}

class Shards {
  #folder; #index; #files = new Map();

  constructor(folder) {
    this.#folder = folder;
  }

  /** What the files hold; asked for anew each time, since all other names come from it. */
  async index() {
    this.#index ??= this.#get("index", { cache: "no-cache" });
    const index = await this.#index;
    if (index.version !== 2) throw new Error(`${this.#folder}: version ${index.version}`);
    return index;
  }

  async find(text, facets) {
    try {
      return await this.#find(text, facets);
    } catch { // the site was published anew, and files are gone that the index named
      return this.#find(text, facets);
    }
  }

  async #find(text, facets) {
    const index = await this.index(), words = wordsOf(text);
    if (!words.length && !facets.length) return [];
    const asked = words.map((word, n) => ({ word, open: word.length > (n < words.length - 1 ? 3 : 1) }));
    const [counts, held] = await Promise.all([
      Promise.all(asked.map((term) => this.#counts(index, term))),
      Promise.all(facets.map((facet) => this.#held(index, facet))),
    ]);
    const scores = held.reduce(keepOnly, counts.reduce(both, new Float64Array(index.count).fill(1)));
    const found = Array.from(scores.keys()).filter((n) => scores[n]);
    found.sort((a, b) => scores[b] - scores[a] || b - a); // of equals the newest first
    return found.map((n) => () => this.#document(index, n, asked));
  }

  /** What each document counts for by one word, and by those that it begins where it may go on. */
  async #counts(index, term) {
    const counts = new Float64Array(index.count);
    const files = await Promise.all(filesOf(index.words, term).map((name) => this.#file(name)));
    for (const [word, documents] of files.flatMap(Object.entries)) {
      if (!fits(word, term)) continue;
      const worth = Math.log(1 + index.count / documents.length) * (word === term.word ? 1 : PART);
      each(documents, (n, weight) => { counts[n] = Math.max(counts[n], worth * WORTH[weight]); });
    }
    return counts;
  }

  async #held(index, facet) {
    const held = new Uint8Array(index.count);
    if (index.facets[facet]) each(await this.#file(index.facets[facet]), (n) => { held[n] = 1; });
    return held;
  }

  async #document(index, n, asked) {
    const rows = await this.#file(index.documents[Math.floor(n / index.per)]);
    const row = Object.fromEntries(index.columns.map((name, at) => [name, rows[n % index.per][at]]));
    return { ...row, excerpt: marked(row.opening, asked) };
  }

  #file(name) {
    if (!this.#files.has(name)) this.#files.set(name, this.#get(name));
    return this.#files.get(name);
  }

  async #get(name, options) {
    try {
      const answer = await fetch(new URL(`${name}.json`, this.#folder), options);
      if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
      return await answer.json();
    } catch (error) { // so that whoever tries again asks again
      this.#index = undefined;
      this.#files.clear();
      throw error;
    }
  }
}

const fits = (word, term) => (term.open ? word.startsWith(term.word) : word === term.word);

/** The files that may hold a word, or words that begin with it: each has those from its first on until the next one's first. */
function filesOf(files, { word, open }) {
  return files.filter(([first], n) => {
    const next = files[n + 1]?.[0];
    return (next === undefined || next > word) && (first <= word || (open && first.startsWith(word)));
  }).map(([, name]) => name);
}

/** Takes documents from how they are written: four times the distance from the one before, plus the weight. */
function each(documents, take) {
  let n = 0;
  for (const code of documents) {
    n += code >> 3;
    take(n, code & 7);
  }
}

/** Sums of documents that have both. */
const both = (sums, counts) => sums.map((sum, n) => sum && counts[n] && sum + counts[n]);

const keepOnly = (sums, held) => sums.map((sum, n) => sum && held[n] && sum);

/** A text in parts, each with whether it is a word that was asked for. */
const marked = (text, asked) => text.split(/([\p{L}\p{N}\p{M}]+)/u)
  .map((part) => [part, wordsOf(part).some((word) => asked.some((term) => fits(word, term)))]);
