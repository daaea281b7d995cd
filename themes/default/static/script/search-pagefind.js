// Asks Pagefind's index (pagefind/), which builder/exports/search_index.py makes for records that it bears.

import { foldLetters } from "./letters.js";

const FACET = /\bzz\w+/g; // words that stand for a facet, as builder/site/search.py makes them
const ENTITIES = [[/&lt;/g, "<"], [/&gt;/g, ">"], [/&quot;/g, '"'], [/&#0?39;/g, "'"], [/&amp;/g, "&"]];

/** See search.js for what an engine is. */
export async function open(root) {
  const bundle = new URL("pagefind/", root);
  const pagefind = await import(new URL("pagefind.js", bundle));
  await pagefind.options({ bundlePath: bundle.pathname });
  await pagefind.init();
  return {
    async find(text, facets) {
      const { results } = await pagefind.search([foldLetters(text), ...facets].join(" "));
      return results.map((result) => async () => shown(await result.data()));
    },
  };
}

const shown = ({ raw_url, url, meta, excerpt }) => ({ ...meta, address: (raw_url ?? url).replace(/^\//, ""), excerpt: parts(excerpt) });

/** Pagefind marks what was found with <mark>; everything else is taken as text. */
const parts = (html) => html.split(/<\/?mark>/).map((part, n) => [plain(part), n % 2 === 1]);

const plain = (html) => ENTITIES.reduce((text, [entity, letter]) => text.replace(entity, letter), html.replace(FACET, ""));
