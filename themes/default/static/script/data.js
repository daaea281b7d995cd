// The record in columns (data/timeline.json), as the timeline and the map read it.

export const DOUBTFUL = 1, OPEN_START = 2, OPEN_END = 4, SINGLE = 8, PIVOTAL = 16, DISPUTED = 32;
const DAY_MS = 86400000;

/** Load the columns; throws when the answer is not the record. */
export async function load(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const data = await answer.json();
  if (data.version !== 2) throw new Error(`${url}: version ${data.version}`);
  const { events } = data;
  data.count = events.id.length;
  data.from = Int32Array.from(events.from);
  data.until = Int32Array.from(events.from, (day, i) => day + events.span[i]);
  data.flags = Uint8Array.from(events.flags);
  data.first = data.from.reduce((a, b) => Math.min(a, b), Infinity);
  data.last = data.until.reduce((a, b) => Math.max(a, b), -Infinity);
  return data;
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
