// Asks Pagefind's index (pagefind/), which builder/exports/search_index.py makes for records that it bears.

import { foldLetters } from "./letters.js";

const EXCERPT = 30, LEAD = 6; // words that a result quotes, and how many of them before the first that was asked for

/** See search.js for what an engine is. */
export async function open(root) {
  const bundle = new URL("pagefind/", root);
  const pagefind = await import(new URL("pagefind.js", bundle));
  await pagefind.options({ bundlePath: bundle.pathname });
  await pagefind.init();
  return {
    async find(text, facets) {
      const name = (foldLetters(text).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join("");
      const [called, found] = await Promise.all([
        name ? pagefind.search([`"zzname${name}zz"`, ...facets].join(" ")) : { results: [] },
        pagefind.search([foldLetters(text), ...facets].join(" ")),
      ]);
      const first = new Set(called.results.map(({ id }) => id)); // what is called so, then what mentions it
      const results = [...called.results, ...found.results.filter(({ id }) => !first.has(id))];
      return results.map((result) => async () => shown(await result.data()));
    },
  };
}

const shown = (data) => ({ ...data.meta, address: (data.raw_url ?? data.url).replace(/^\//, ""), excerpt: excerpt(data) });

/** A passage of what the record says, with the words that were found; how it begins where they stand in its names alone. */
function excerpt({ content, locations, meta }) {
  const said = content.trim().split(/\s+/, Number(meta.said));
  const found = new Set(locations.filter((at) => at < said.length));
  if (!found.size) return [[meta.opening ?? "", false]];
  const start = Math.max(densest([...found]) - LEAD, 0), end = Math.min(start + EXCERPT, said.length);
  const words = said.slice(start, end).map((word, n) => [word, found.has(start + n)]);
  const between = words.flatMap(([word, isFound]) => [[word, isFound], [" ", false]]);
  return [[start ? "… " : "", false], ...between, [end < said.length ? "…" : "", false]];
}

/** The place from which on most of what was found follows within an excerpt. */
const densest = (places) => places.reduce((best, at) => (count(places, at) > count(places, best) ? at : best));

const count = (places, from) => places.filter((at) => at >= from && at < from + EXCERPT - LEAD).length;
