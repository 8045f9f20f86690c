// What the visitor works with: the text box, and what can be done with the whole conversation.

import { button, icon, make } from "./dom.js";
import { counted } from "./words.js";

const LONGEST = 1_000; // characters the server takes
const NEAR = 100; // left, when the counter appears

/** @param {Words} words @param {(text: string) => void} send */
export function composer(words, send) {
  const box = make("textarea", {
    id: "box",
    part: "box",
    rows: "1",
    placeholder: words.box,
    autocomplete: "off", // else browsers keep what was typed
    enterkeyhint: "send",
    "aria-describedby": "count",
    input: count,
    keydown: (/** @type {KeyboardEvent} */ event) => {
      // in Safari the key that ends a composition comes after it, as 229
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
    },
  });
  const counter = make("span", { id: "count", class: "count", hidden: true });
  const label = make("label", { for: "box", class: "unseen" }, words.box);
  const form = make("form", { class: "composer", submit }, label, box, make("button", { part: "send", class: "primary" }, words.send), counter);
  return { form, box };

  function left() {
    return LONGEST - [...box.value.trim()].length;
  }

  function count() {
    const over = left() < 0;
    counter.hidden = left() > NEAR;
    counter.textContent = counted(over ? words.over : words.left, Math.abs(left()));
    counter.ariaLive = over || left() % 25 === 0 ? "polite" : "off"; // not at every key
    box.ariaInvalid = String(over);
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    const text = box.value.trim();
    box.focus();
    if (!text || left() < 0) return;
    box.value = "";
    count();
    send(text);
  }
}

/** @type {Menu} */
export function options(words, choices) {
  const summary = make("summary", { class: "icon", "aria-label": words.options, title: words.options });
  summary.append(icon("options"));
  const close = () => {
    menu.open = false;
    summary.focus();
  };
  const buttons = choices.map(([word, act]) => button(words[word], () => (close(), act())));
  const menu = make(
    "details",
    {
      class: "options",
      keydown: (event) => {
        if (event.key !== "Escape" || !menu.open) return;
        event.preventDefault(); // the chat itself stays open
        close();
      },
      focusout: ({ relatedTarget }) => {
        if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
      },
    },
    summary,
    make("div", {}, ...buttons),
  );
  return menu;
}

/** @type {Confirmed} */
export function confirmed(parent, question, yes, no) {
  const form = make("form", { method: "dialog" }, make("p", { id: "question" }, question), make("button", {}, no));
  form.append(make("button", { value: "yes", class: "primary" }, yes));
  return new Promise((resolve) => {
    const dialog = make("dialog", {
      class: "confirm",
      "aria-labelledby": "question",
      keydown: (event) => event.stopPropagation(), // Escape closes the question, not the chat
      close: () => {
        resolve(dialog.returnValue === "yes");
        dialog.remove();
      },
    });
    dialog.append(form);
    parent.appendChild(dialog);
    dialog.showModal();
  });
}

/** @type {(entries: Entry[], words: Words) => string} */
export function transcript(entries, words) {
  const lines = entries.map((entry) => {
    if (entry.from === "notice") return words[entry.word];
    if (entry.from === "visitor") return `${words.you} ${entry.shown}`;
    const source = entry.source ? `\n${words.source} ${entry.source.section_title}, ${entry.source.title}` : "";
    return `${words.assistant} ${entry.text}${source}`;
  });
  return lines.join("\n\n");
}

/** @param {string} text */
export function save(text) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  make("a", { href, download: "conversation.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
