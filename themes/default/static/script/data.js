// The record as the timeline and the map read it: an index (data/timeline.json) and the files of years that it names.
// Each file has tables of its own; here they become one record, in columns. docs/DATA.md describes the files.

export const DOUBTFUL = 1, OPEN_START = 2, OPEN_END = 4, SINGLE = 8, PIVOTAL = 16, DISPUTED = 32;
const DAY_MS = 86400000, VERSION = 3;
const TABLES = { types: ["type"], statuses: ["status"], places: ["places"], actors: ["actors", "said", "by"], spots: ["spots"], phrases: ["standing"] }; // table -> columns that point into it
const COLUMNS = ["id", "title", "when", "from", "span", "flags", ...Object.values(TABLES).flat()];

/**
 * Load the record, or of its files those that are wanted: isWanted takes what the index says of a file, and the index.
 * Throws when an answer is not the record.
 */
export async function load(url, isWanted = () => true) {
  const index = await read(url), base = new URL(url, document.baseURI);
  const wanted = index.shards.filter((shard) => isWanted(shard, index));
  const data = { ...index, places: [], actors: [], spots: [], phrases: [], provinces: new Set(), events: Object.fromEntries(COLUMNS.map((name) => [name, []])) };
  const known = Object.fromEntries(Object.keys(TABLES).map((name) => [name, new Map(data[name].map((row, n) => [slugOf(row), n]))]));
  for (const shard of await Promise.all(wanted.map(({ file }) => read(new URL(file, base))))) {
    add(data, known, shard);
    await breath();
  }
  const { events } = data;
  sort(events);
  data.count = events.id.length;
  data.from = Int32Array.from(events.from);
  data.until = Int32Array.from(events.from, (day, i) => day + events.span[i]);
  data.flags = Uint8Array.from(events.flags);
  data.first = data.from.reduce((a, b) => Math.min(a, b), Infinity);
  data.last = data.until.reduce((a, b) => Math.max(a, b), -Infinity);
  return data;
}

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const data = await answer.json();
  if (data.version !== VERSION) throw new Error(`${url}: version ${data.version}`);
  return data;
}

/** A row's name: rows are slug and label, or a text alone. */
const slugOf = (row) => (Array.isArray(row) ? row[0] : row);

/** Take in a file: rows that are new to the common tables, and its events, pointing into these. */
function add(data, known, shard) {
  for (const [table, columns] of Object.entries(TABLES)) {
    const numbers = shard[table].map((row) => numberOf(data[table], known[table], row));
    for (const name of columns) shard.events[name] = shard.events[name].map((at) => (Array.isArray(at) ? at.map((n) => numbers[n]) : (numbers[at] ?? -1)));
    if (table === "places") for (const n of shard.provinces) data.provinces.add(numbers[n]);
  }
  for (const name of COLUMNS) for (const value of shard.events[name]) data.events[name].push(value);
}

/** A row's number in a common table, which takes it in when it is new. */
function numberOf(rows, known, row) {
  const slug = slugOf(row);
  if (!known.has(slug)) known.set(slug, rows.push(row) - 1);
  return known.get(slug);
}

/** Put events into the record's order: first day, last day, id. The files' own order is not it: what has no known start comes before every year. */
function sort(events) {
  const { id, from, span, flags } = events;
  const first = (i) => (flags[i] & OPEN_START ? -Infinity : from[i]), last = (i) => (flags[i] & OPEN_END ? Infinity : from[i] + span[i]);
  const order = [...id.keys()].sort((a, b) => first(a) - first(b) || last(a) - last(b) || (id[a] < id[b] ? -1 : 1)); // of two infinities the difference is NaN, so what follows decides
  for (const name of COLUMNS) events[name] = order.map((i) => events[name][i]);
}

/** Whoever acts in an event, claims something about it or disputes it, each once. */
export function involvedIn({ events }, i) {
  const found = [...events.actors[i], ...events.said[i]];
  for (const n of events.by[i]) if (!found.includes(n)) found.push(n);
  return found;
}

/** Let the browser draw and answer before the next piece of work. */
export const breath = () => new Promise((resume) => setTimeout(resume));

/** What is said of an event's standing: its status, then who disputes what. */
export const standingOf = (data, i) => [data.statuses[data.events.status[i]][1], ...data.events.standing[i].map((n) => data.phrases[n])];

/** "2021-09-06" to whole days since 1970, or null. */
export function dayOf(text) {
  const time = /^\d{4}-\d\d-\d\d$/.test(text ?? "") ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(time) ? null : Math.round(time / DAY_MS);
}

/** Whole days since 1970 to "2021-09-06". */
export const isoOf = (day) => new Date(Math.floor(day) * DAY_MS).toISOString().slice(0, 10);

/** Days since 1970 to a Date that is read in UTC, so that no time zone moves it. */
export const dateOf = (day) => new Date(Math.floor(day) * DAY_MS);

/** A message with its values put in. */
export const say = (message, values) => message.replace(/\{(\w+)\}/g, (_, name) => values[name]);
