// Small comforts, on every page: arrow keys to the neighbours, addresses to copy, what happened on this day.

import { dateOf, load, say, standingOf } from "./data.js";

/** Left and right go to the page before and after, unless something on the page has the focus. */
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
  if (document.activeElement && document.activeElement !== document.body) return;
  const isRightToLeft = document.documentElement.dir === "rtl";
  const rel = { ArrowLeft: isRightToLeft ? "next" : "prev", ArrowRight: isRightToLeft ? "prev" : "next" }[event.key];
  const link = rel && document.querySelector(`main ~ * a[rel="${rel}"], main a[rel="${rel}"]`);
  if (link) location.assign(link.href);
});

/** Each heading that has an address gets a button that copies it. */
const words = document.querySelector("[data-copy]")?.dataset;
if (words && navigator.clipboard) {
  for (const heading of document.querySelectorAll("main h1, main h2[id], main h3[id]")) {
    const button = document.createElement("button");
    const address = new URL(heading.id ? `#${heading.id}` : location.pathname, document.querySelector('link[rel="canonical"]')?.href ?? location.href);
    const label = say(words.copy, { name: heading.textContent.trim() });
    Object.assign(button, { type: "button", className: "copy", title: label, ariaLabel: label, textContent: "#" });
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(address.href);
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = "#"; }, 1500);
    });
    const row = Object.assign(document.createElement("div"), { className: `headed headed-${heading.tagName[1]}` }); // beside the heading, which keeps its own name
    heading.replaceWith(row);
    row.append(heading, button);
  }
}

/** The events of this day in other years, loaded when somebody asks. */
const today = document.querySelector("[data-today]");
if (today) {
  today.hidden = false;
  today.addEventListener("toggle", async () => {
    const list = today.querySelector("ul");
    if (!today.open || list.children.length) return;
    const now = new Date();
    const isToday = (day) => dateOf(day).getUTCMonth() === now.getMonth() && dateOf(day).getUTCDate() === now.getDate();
    const isWanted = ({ first, last }) => last - first >= 366 || Array.from({ length: last - first + 1 }, (_, n) => first + n).some(isToday);
    const data = await load(today.dataset.src, isWanted);
    for (let i = 0; i < data.count; i++) {
      if (data.events.span[i] || !isToday(data.from[i])) continue;
      const link = Object.assign(document.createElement("a"), { href: `${today.dataset.events}${data.events.id[i]}/`, textContent: data.events.title[i] });
      const item = document.createElement("li");
      item.append(`${data.events.when[i]}: `, link, ` (${standingOf(data, i).join(". ")})`);
      list.append(item);
    }
    if (!list.children.length) list.append(Object.assign(document.createElement("li"), { textContent: today.dataset.none }));
  });
}
