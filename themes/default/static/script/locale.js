// In which language script writes dates. A page in plain "en" means the order of the rest of the site, 14 August 2021,
// which browsers write for "en-GB" and not for "en". Days are Gregorian wherever they are counted, so also where they
// are written; a language that a browser does not know falls back to this and not to the browser's own.

const lang = document.documentElement.lang;

export const DATE_LOCALES = [new Intl.Locale(lang === "en" ? "en-GB" : lang || "en-GB", { calendar: "gregory" }), "en-GB"];
