// <archway-chat>: a button that opens a conversation with the assistant. Attributes, properties and parts: docs/widget.md.

import { api, memory } from "./backing.js";
import { conversation } from "./conversation.js";
import { button, composer, confirmed, icon, iconButton, link, make, markdown, options } from "./elements.js";
import { answerText, copy, logOf, save, transcript } from "./log.js";
import { style } from "./style.js";
import { spoken, WORDS } from "./words.js";

const HERE = new URL(".", import.meta.url);
const NARROW = matchMedia("(max-width: 30em), (max-height: 26em)"); // there the chat is modal

export class ArchwayChat extends HTMLElement {
  static observedAttributes = ["open", "title", "language", "lang"];

  #root = this.attachShadow({ mode: "open" });
  #memory = memory(HERE);
  #conversation = conversation(api(HERE), this.#memory, () => this.getAttribute("region"), () => this.#render());
  #words = /** @type {Words} */ ({}); // none are loaded yet
  #view = this.#build();
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    document.addEventListener("keydown", (event) => this.#escape(event), { signal });
    addEventListener("offline", () => this.#notify(""), { signal });
    addEventListener("online", () => this.#backOnline(), { signal });
    NARROW.addEventListener("change", () => this.open && this.#show(), { signal });
    // On narrow screens nothing covers the page before the visitor asks for it.
    this.open = (this.open || this.#memory.open) && !NARROW.matches;
    this.#root.append(make("slot")); // until words are loaded, the element's own content
    this.#rebuild();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (!this.#view.dialog.isConnected || before === now) return; // not on a page yet
    if (name !== "open") this.#rebuild();
    else if (now === null) this.#hide();
    else if (before === null) {
      this.#show();
      this.#view.box.focus();
    }
  }

  get open() {
    return this.hasAttribute("open");
  }

  set open(open) {
    this.toggleAttribute("open", open);
  }

  get #language() {
    return this.getAttribute("language") || this.closest("[lang]")?.getAttribute("lang") || "en";
  }

  #transcript() {
    return transcript(this.#conversation.entries, this.#words);
  }

  /** Make the view anew; the conversation and what is half written stay. @returns {Promise<void>} */
  async #rebuild() {
    const wanted = this.#language;
    const lang = await spoken(wanted);
    if (wanted !== this.#language) return this.#rebuild(); // it changed meanwhile
    this.#words = WORDS[lang];
    const { value } = this.#view.box;
    this.#view = this.#build();
    this.#view.box.value = value;
    this.#root.adoptedStyleSheets = [style];
    // The empty title keeps the element's from being a tooltip.
    this.#root.replaceChildren(make("div", { class: "root", lang, title: "" }, this.#view.launcher, this.#view.dialog));
    this.#render();
    if (this.open) this.#show();
  }

  #build() {
    const words = this.#words;
    const title = this.getAttribute("title") || words.title;
    const { form, box } = composer(words, (text) => this.#say({ text }, text));
    const menu = options(words, [
      ["copy", () => this.#done(copy(this.#transcript()), words.copied, words.notCopied)],
      ["save", () => save(this.#transcript())],
      ["startOver", () => this.#startOver()],
      ["remove", () => this.#remove()],
    ]);
    const close = iconButton("close", words.close, () => (this.open = false), { part: "close" });
    const header = make("header", { part: "header" }, make("h2", { id: "title" }, title), menu, close);
    const contacts = make("div");
    const lines = make("details", { class: "lines", part: "crisis-lines" }, make("summary", {}, words.linesNow), contacts);
    const log = logOf(words, {
      retry: (said) => (box.focus(), this.#conversation.retry(said)),
      choose: (choice, title) => this.#say({ choice }, title),
      tell: (...judged) => this.#done(this.#conversation.feedback(...judged), words.thanks, words.notTold),
    });
    const waiting = make("p", { class: "unseen", role: "status" });
    const notice = make("p", { role: "status" });
    const again = button(words.retry, () => (box.focus(), this.#begin()), { hidden: true });
    const note = make("p", { class: "note" }, `${words.note} `, link("https://findahelpline.com", words.lines));
    const dialog = make("dialog", { class: "chat", part: "dialog", "aria-labelledby": "title", close: () => (this.open = false) });
    dialog.append(header, lines, log.element, waiting, make("div", { class: "strip" }, notice, again), form, note);
    const launcher = button(icon("chat"), () => (this.open = true), { class: "launcher", part: "launcher", "aria-haspopup": "dialog" });
    launcher.append(title);
    return { dialog, launcher, box, lines, contacts, log, waiting, notice, again };
  }

  #render() {
    const view = this.#view;
    const { crisis, support, entries, waiting } = this.#conversation;
    view.log.render(entries, waiting);
    view.waiting.textContent = waiting ? this.#words.waiting : "";
    view.lines.hidden = !support;
    if (support) view.contacts.replaceChildren(crisis ? answerText(crisis) : make("div", { class: "text" }, markdown(this.#words.anywhere)));
  }

  #show() {
    const { dialog, log } = this.#view;
    this.#memory.open = true;
    if (!dialog.open || dialog.matches(":modal") !== NARROW.matches) {
      dialog.open = false;
      if (NARROW.matches) dialog.showModal();
      else dialog.open = true; // show() would take the focus, at page load too
    }
    log.scroll();
    this.#begin();
  }

  #hide() {
    const { dialog, launcher } = this.#view;
    const within = dialog.contains(this.#root.activeElement);
    this.#memory.open = false;
    dialog.close();
    if (within) launcher.focus();
  }

  /** From the page too, which the chat may cover. @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) this.open = false;
  }

  async #begin() {
    const begun = await this.#done(this.#conversation.begin(), "", navigator.onLine ? this.#words.notStarted : "");
    this.#view.again.hidden = begun; // the view may be another by now
  }

  #backOnline() {
    this.#notify("");
    this.#conversation.retryLost();
    if (this.open) this.#begin();
  }

  /** @param {What} what @param {string} shown */
  #say(what, shown) {
    this.#notify("");
    this.#conversation.say(what, shown);
  }

  async #startOver() {
    const { startOverAsk, startOver, cancel } = this.#words;
    if (!(await confirmed(this.#view.dialog, startOverAsk, startOver, cancel))) return;
    this.#conversation.startOver();
    this.#begin();
  }

  async #remove() {
    const { removeAsk, removeYes, cancel, notRemoved } = this.#words;
    if (await confirmed(this.#view.dialog, removeAsk, removeYes, cancel)) this.#done(this.#conversation.remove(), "", notRemoved);
  }

  /** Say how it went. @param {Promise<void>} doing @param {string} well @param {string} ill */
  async #done(doing, well, ill) {
    const succeeded = await doing.then(() => true, () => false);
    this.#notify(succeeded ? well : ill);
    return succeeded;
  }

  /** @param {string} text */
  #notify(text) {
    this.#view.notice.textContent = text || (navigator.onLine ? "" : this.#words.offline);
  }
}

customElements.define("archway-chat", ArchwayChat);
