// The Markdown of answers (paragraphs, lists, bold, links) as DOM nodes. Whatever else stands in the text is shown as it is.

import { make } from "./dom.js";

const ITEM = /^(?:[-*]|(\d+)[.)])\s+(.*)$/;
const INLINE = /\*\*(.+?)\*\*|\[([^[\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/s;
const WEB = ["https:", "http:", "mailto:"];
const PHONE = ["tel:", "sms:"];

/** @type {Markdown} */
export function markdown(text, phone) {
  const out = document.createDocumentFragment();
  for (const block of text.split(/\n\s*\n/)) {
    /** @type {HTMLElement | undefined} */
    let open;
    for (const line of block.split("\n").map((line) => line.trim()).filter(Boolean)) {
      const [, start, item] = ITEM.exec(line) ?? [];
      const tag = start ? "ol" : item ? "ul" : "p";
      if (open?.tagName.toLowerCase() !== tag) out.append((open = make(tag, { start })));
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
  const out = document.createDocumentFragment();
  for (let found; (found = INLINE.exec(text)); ) {
    const [whole, bold, label, href] = found;
    out.append(text.slice(0, found.index), bold ? make("strong", {}, inline(bold, phone)) : link(href, inline(label, phone), phone));
    text = text.slice(found.index + whole.length);
  }
  out.append(text);
  return out;
}
