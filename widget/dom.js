// Building elements. Text is only ever set as text.

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

/** @param {string} label @param {() => void} click @param {Attributes} [attributes] */
export const button = (label, click, attributes) => make("button", { type: "button", click, ...attributes }, label);

/** @type {IconButton} */
export function iconButton(drawing, label, click, attributes) {
  const made = button("", click, { "aria-label": label, title: label, class: "icon", ...attributes });
  made.append(icon(drawing));
  return made;
}

/** @param {keyof PATHS} drawing */
export function icon(drawing) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.appendChild(document.createElementNS(SVG, "path")).setAttribute("d", PATHS[drawing]);
  return svg;
}
