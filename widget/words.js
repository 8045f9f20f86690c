// The widget's own words: one file a language, loaded where it is shown.

/** By primary language subtag; pages may add some. @type {Record<string, Words>} */
export const WORDS = {};

/** The language for a tag such as es-MX, loaded; else English. @param {string} tag */
export async function spoken(tag) {
  const [language] = tag.toLowerCase().split("-");
  if (language === "es") await import("./words-es.js").then((file) => (WORDS.es ??= file.SPANISH), () => {});
  if (Object.hasOwn(WORDS, language)) return language;
  WORDS.en ??= (await import("./words-en.js")).ENGLISH;
  return "en";
}
