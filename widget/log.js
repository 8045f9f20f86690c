// The conversation on the screen, and as a text to take away. Only what changed is touched: screen readers announce what is touched.

import { button, counted, iconButton, link, make, markdown } from "./elements.js";

/** @type {(words: Words, acts: Acts) => Log} */
export function logOf(words, acts) {
  /** @type {Map<string, {node: HTMLElement, seen: boolean}>} */
  const shown = new Map(); // by the entry's id
  const typing = make("div", { class: "typing", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
  const element = make("div", { class: "log", role: "log", "aria-label": words.log, tabindex: "0" }, typing);
  return { element, render, scroll };

  /** @type {Log["render"]} */
  function render(entries, waiting) {
    const isNew = entries.some((entry) => shown.get(entry.id)?.seen !== look(entry));
    if (!shown.size && entries.length > 1) holdBack();
    for (const [id, { node }] of shown) {
      if (entries.some((entry) => entry.id === id)) continue;
      node.remove();
      shown.delete(id);
    }
    entries.map(nodeOf).forEach((node, index) => {
      const there = element.children[index];
      if (node !== there) element.insertBefore(node, there);
    });
    typing.hidden = !waiting;
    if (isNew) scroll();
  }

  /** @param {Entry} entry */
  function nodeOf(entry) {
    const before = shown.get(entry.id);
    const seen = look(entry);
    if (before?.seen === seen) return before.node;
    const node = entryNode(entry, words, acts);
    before?.node.replaceWith(node);
    shown.set(entry.id, { node, seen });
    return node;
  }

  function scroll() {
    const last = /** @type {HTMLElement} */ ([...element.querySelectorAll(".visitor")].at(-1) ?? element.firstChild);
    element.scrollTop = last.offsetTop - 12;
  }

  /** A conversation that comes back is not read out from its beginning. */
  function holdBack() {
    element.ariaBusy = "true";
    requestAnimationFrame(() => (element.ariaBusy = null));
  }
}

const UNJUDGED = ["greet", "goodbye", "thanks", "crisis", "unavailable", "did_you_mean"];

/** @type {Show<Entry>} */
function entryNode(entry, words, acts) {
  if (entry.from === "notice") return make("p", { class: "notice" }, words[entry.word]);
  return entry.from === "visitor" ? visitorNode(entry, words, acts) : answerNode(entry, words, acts);
}

/** A node is made anew only when this changes. @param {Entry} entry */
const look = (entry) => entry.from === "visitor" && !!entry.failure;

/** @type {Show<Said>} */
function visitorNode(said, words, acts) {
  const node = make("div", { class: "entry visitor" }, make("div", { class: "bubble", part: "visitor", dir: "auto" }, unseen(words.you), said.shown));
  if (look(said)) node.append(make("div", { class: "failed" }, why(said, words), " ", button(words.retry, () => acts.retry(said))));
  return node;
}

/** @type {(said: Said, words: Words) => string} */
function why({ failure }, words) {
  /** @type {Record<number, string>} */
  const reasons = { 400: words.unreadable, 403: words.forbidden, 429: counted(words.tooMany, failure?.wait || 30), 503: words.unready };
  return reasons[failure?.status ?? 0] ?? words.lost;
}

/** @type {Show<Told>} */
function answerNode(answer, words, acts) {
  const { id, topic, source, suggestions } = answer;
  const crisis = topic === "crisis" ? "crisis" : "answer";
  const bubble = make("div", { class: "bubble", part: crisis }, unseen(words.assistant), answerText(answer));
  if (source) {
    const named = make("span", { lang: "en" }, `${source.section_title} · ${source.title}`);
    bubble.append(make("p", { class: "source", part: "source" }, `${words.source} `, link(source.url, named)));
  }
  if (!UNJUDGED.includes(topic)) bubble.append(feedback(id, words, acts.tell));
  const choices = suggestions.map(({ title, choice }) => button(title, () => acts.choose(choice, title), { part: "suggestion" }));
  const node = make("div", { class: `entry ${crisis}` }, bubble);
  if (choices.length) node.append(make("div", { class: "suggestions", lang: "en", dir: "ltr" }, ...choices));
  return node;
}

/** Only crisis answers may hold links that call or text. @param {Told} answer */
export const answerText = ({ text, support, topic }) =>
  make("div", { class: "text", lang: "en", dir: "ltr" }, markdown(text, support && topic === "crisis"));

/** For screen readers only. @param {string} text */
const unseen = (text) => make("span", { class: "unseen" }, `${text} `);

/** @type {Feedback} */
function feedback(answer, words, tell) {
  const up = iconButton("thumb", words.helpful, () => judge(true), { "aria-pressed": "false" });
  const down = iconButton("thumb", words.unhelpful, () => judge(false), { "aria-pressed": "false", class: "icon down" });
  const area = make("textarea", { rows: "2", maxlength: "1000", autocomplete: "off" });
  const reason = make("div", { class: "reason", hidden: true }, make("label", {}, words.reason, area), button(words.sendReason, explain));
  return make("div", { class: "feedback", role: "group", "aria-label": words.feedback, "aria-live": "off" }, up, down, reason);

  /** @param {boolean} helpful */
  async function judge(helpful) {
    if (!(await tell(answer, helpful))) return;
    up.ariaPressed = String(helpful);
    down.ariaPressed = String(!helpful);
    reason.hidden = helpful;
    reason.scrollIntoView({ block: "nearest" });
  }

  async function explain() {
    const text = area.value.trim();
    if (!text || !(await tell(answer, false, text))) return;
    reason.hidden = true;
    down.focus();
  }
}

const MARKUP = /\*\*|\[([^\]]+)\]\([^)]*\)/g; // bold and links, of which the label stays

/** @type {(entries: Entry[], words: Words) => string} */
export function transcript(entries, words) {
  const lines = entries.map((entry) => {
    if (entry.from === "notice") return words[entry.word];
    if (entry.from === "visitor") return `${words.you} ${entry.shown}`;
    const source = entry.source ? `\n${words.source} ${entry.source.section_title}, ${entry.source.title}` : "";
    return `${words.assistant} ${entry.text.replace(MARKUP, "$1")}${source}`;
  });
  return lines.join("\n\n");
}

/** Rejects where the browser does not allow it. @param {string} text */
export const copy = async (text) => navigator.clipboard.writeText(text);

/** @param {string} text */
export function save(text) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  make("a", { href, download: "conversation.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
