// One form for each letter, digit and mark of the Arabic script, as builder/chronicle/names.py folds what is searched.

const FORMS = [["يىېۍئ", "ی"], ["كڪ", "ک"], ["ةۀە", "ه"], ["أإآٱ", "ا"], ["ؤ", "و"], ["ګ", "گ"], ["\u200c", " "]];
const ONE = new Map(FORMS.flatMap(([many, one]) => [...many].map((letter) => [letter, one])));
for (const digits of ["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"]) [...digits].forEach((digit, n) => ONE.set(digit, String(n)));
const MARKS = /[\u064b-\u0652\u0670\u0640\u0654]/g;

export const foldLetters = (text) => [...text.replace(MARKS, "")].map((letter) => ONE.get(letter) ?? letter).join("");

/** The words of a text in one form of each letter, without case and marks, as builder/exports/search_shards.py indexes them. */
export const wordsOf = (text) => foldLetters(text.normalize("NFKD")).replace(/[\p{Mn}ʻʼʽʾʿ]/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
