// A bare chat: starts a conversation, sends messages, shows answers as text nodes.

const API = new URL("v1/", import.meta.url);

class ArchwayChat extends HTMLElement {
  #token = "";

  async connectedCallback() {
    this.replaceChildren();
    this.log = this.appendChild(document.createElement("ol"));
    this.log.setAttribute("role", "log");
    this.#buildForm();
    const started = await this.#call("conversations", {});
    this.#token = started.token;
    this.#show(started.messages);
  }

  #buildForm() {
    const form = this.appendChild(document.createElement("form"));
    const box = form.appendChild(document.createElement("input"));
    box.setAttribute("aria-label", "Your question");
    box.maxLength = 1000;
    form.appendChild(document.createElement("button")).textContent = "Send";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = box.value.trim();
      box.value = "";
      if (text) this.#send({ text }, text);
    });
  }

  async #send(said, shown) {
    this.#line("visitor", shown);
    const answered = await this.#call("messages", { id: crypto.randomUUID(), ...said });
    this.#show(answered.messages ?? [{ text: answered.detail, suggestions: [] }]);
  }

  #show(answers) {
    for (const answer of answers) {
      const line = this.#line("assistant", answer.text);
      if (answer.source) line.append(`\n— ${answer.source.title}, ${answer.source.section_title}`);
      const choices = line.appendChild(document.createElement("div"));
      for (const { title, choice } of answer.suggestions) {
        const button = choices.appendChild(document.createElement("button"));
        button.textContent = title;
        button.addEventListener("click", () => this.#send({ choice }, title));
      }
    }
  }

  #line(from, text) {
    const line = this.log.appendChild(document.createElement("li"));
    line.className = from;
    line.textContent = text;
    line.scrollIntoView({ block: "nearest" });
    return line;
  }

  async #call(path, body) {
    const headers = { "Content-Type": "application/json" };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    const response = await fetch(new URL(path, API), { method: "POST", headers, body: JSON.stringify(body) });
    return response.json();
  }
}

customElements.define("archway-chat", ArchwayChat);
