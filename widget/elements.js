// Elements: buttons, Markdown, the text box, the menu, a question. Text is only ever set as text.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  chat: "M4 5h16v11h-8l-5 4v-4H4z",
  close: "M6 6 18 18M18 6 6 18",
  options: "M5 12h.01M12 12h.01M19 12h.01",
  thumb: "M4 11h3v9H4zM7 11l4-7q3 0 2 6h6l-2 10H7",
};

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value || value === "") element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** @param {string} sentence @param {number} n */
export const counted = (sentence, n) => sentence.replace("{n}", String(n));

/** @param {Node | string} label @param {() => void} click @param {Attributes} [attributes] */
export const button = (label, click, attributes) => make("button", { type: "button", click, ...attributes }, label);

/** @type {IconButton} */
export const iconButton = (drawing, label, click, attributes) =>
  button(icon(drawing), click, { "aria-label": label, title: label, class: "icon", ...attributes });

/** @param {keyof PATHS} drawing */
export function icon(drawing) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.appendChild(document.createElementNS(SVG, "path")).setAttribute("d", PATHS[drawing]);
  return svg;
}

const ITEM = /^(?:[-*]|(\d+)[.)])\s+(.*)$/;
const INLINE = /\*\*(.+?)\*\*|\[([^[\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/s;
const WEB = ["https:", "http:", "mailto:"];
const PHONE = ["tel:", "sms:"];

/** @type {Markdown} */
export function markdown(text, phone) {
  const out = new DocumentFragment();
  /** @type {HTMLElement | undefined} */
  let open;
  for (const line of text.split("\n").map((line) => line.trim())) {
    const [, start, item] = ITEM.exec(line) ?? [];
    const tag = start ? "ol" : item ? "ul" : "p";
    if (!line) open = undefined;
    else {
      if (open?.localName !== tag) out.append((open = make(tag, { start })));
      else if (!item) open.append("\n");
      (item ? open.appendChild(make("li")) : open).append(inline(item ?? line, phone));
    }
  }
  return out;
}

/** @type {Link} */
export function link(href, content, phone) {
  if (!href || !URL.canParse(href)) return content;
  const { protocol, username, origin } = new URL(href);
  if (username || !(WEB.includes(protocol) || (phone && PHONE.includes(protocol)))) return content;
  const elsewhere = protocol.startsWith("http") && origin !== location.origin;
  return make("a", { href, ...(elsewhere && { target: "_blank", rel: "noopener noreferrer" }) }, content);
}

/** @type {Markdown} */
function inline(text, phone) {
  const out = new DocumentFragment();
  for (let found; (found = INLINE.exec(text)); ) {
    const [whole, bold, label, href] = found;
    out.append(text.slice(0, found.index), bold ? make("strong", {}, inline(bold, phone)) : link(href, inline(label, phone), phone));
    text = text.slice(found.index + whole.length);
  }
  out.append(text);
  return out;
}

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
  const summary = make("summary", { class: "icon", "aria-label": words.options, title: words.options }, icon("options"));
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
  const agree = make("button", { value: "yes", class: "primary" }, yes);
  const form = make("form", { method: "dialog" }, make("p", { id: "question" }, question), make("button", {}, no), agree);
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
    parent.appendChild(dialog).append(form);
    dialog.showModal();
  });
}
