// The looks, as a constructed style sheet: strict policies allow it, and the page's styles stay out.
// Sizes are in em of the browser's own font size, whatever the page's is.

export const style = new CSSStyleSheet();
style.replaceSync(`
:host {
  all: initial !important;
  display: block !important;
  color-scheme: light dark !important;
  --accent: var(--archway-accent, light-dark(#1c5a67, #93d3de));
  --on-accent: var(--archway-on-accent, light-dark(#fff, #07262c));
  --ground: var(--archway-background, light-dark(#fff, #151d20));
  --text: var(--archway-text, light-dark(#1c2a2e, #e7eeef));
  --bubble: var(--archway-answer, light-dark(#eff4f4, #222e32));
  --muted: light-dark(#4b5d62, #a9b8bb);
  --line: light-dark(#d3dddf, #37464b);
  --control: light-dark(#6a7d82, #869a9f);
  --alarm: light-dark(#a3231b, #ffb1a6);
  --alarm-ground: light-dark(#fdf1ef, #37201d);
  --radius: var(--archway-radius, 0.875em);
  --inset: var(--archway-inset, 1.25em);
}
:host([hidden]) { display: none !important }
:host([theme="light"]) { color-scheme: light !important }
:host([theme="dark"]) { color-scheme: dark !important }
@media print { :host { display: none !important } }

* { box-sizing: border-box }
[hidden] { display: none !important }
.root { font: 1em/1.5 var(--archway-font, system-ui, sans-serif); color: var(--text); overflow-wrap: anywhere }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
button, textarea, summary { font: inherit; color: inherit; min-height: 44px; border: 1px solid var(--control); border-radius: var(--radius); background: var(--ground) }
button, summary { cursor: pointer; padding: 0.375em 0.875em }
button:hover { box-shadow: inset 0 0 0 1px }
.primary, .launcher { background: var(--accent); color: var(--on-accent); border-color: transparent; font-weight: 600 }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
a { color: var(--accent) }
a[target]::after { content: "\\a0\\2197" / "" }
svg { width: 1.5em; height: 1.5em; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.icon { display: grid; place-items: center; width: 44px; padding: 0; border-color: transparent; background: none }
.icon::-webkit-details-marker { display: none }

.launcher, .chat { position: fixed; z-index: var(--archway-layer, 99999); inset: auto; inset-block-end: var(--inset); inset-inline-end: var(--inset); box-shadow: 0 4px 20px #0005 }
:host([position="start"]) :is(.launcher, .chat) { inset-inline: var(--inset) auto }
.launcher { display: flex; align-items: center; gap: 0.625em; max-width: calc(100vw - 2 * var(--inset)); min-height: 3.25em; border-radius: 2em; text-align: start; line-height: 1.25 }
:host([open]) .launcher { display: none }
dialog { padding: 0; border: 1px solid var(--control); border-radius: var(--radius); background: var(--ground); color: inherit }
.chat { flex-direction: column; margin: 0; width: min(25em, 100vw - 2 * var(--inset)); height: min(42em, 100dvh - 2 * var(--inset)); max-width: none; max-height: none; overflow: hidden }
.chat[open] { display: flex }
.chat:modal { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0 }

header { display: flex; align-items: center; padding: 0.375em; padding-inline-start: 1em; border-block-end: 1px solid var(--line) }
h2 { flex: 1; margin: 0; font-size: 1.0625em; line-height: 1.3 }
.options { position: relative }
.options svg { stroke-width: 4 }
.options div { position: absolute; z-index: 1; inset-inline-end: 0; display: grid; width: max-content; padding: 0.375em; border: 1px solid var(--control); border-radius: var(--radius); background: var(--ground) }
.options button { border-color: transparent; text-align: start }
.lines { background: var(--alarm-ground); border-block-end: 1px solid var(--alarm) }
.lines summary { border: 0; background: none; padding-block: 0.6em; color: var(--alarm); font-weight: 600 }
.lines div { max-height: 45dvh; overflow: auto; padding: 0 1em 0.75em }
.lines summary:focus-visible, .log:focus-visible { outline-offset: -4px }

.log { flex: 1; min-height: 0; overflow-y: auto; position: relative; padding: 1em; display: flex; flex-direction: column; gap: 0.875em }
.log > * { flex: none }
.entry { display: flex; flex-direction: column; gap: 0.5em; align-items: flex-start }
.bubble { padding: 0.625em 0.875em; border: 1px solid transparent; border-radius: var(--radius); background: var(--bubble) }
.visitor { align-items: flex-end }
.visitor .bubble { max-width: 85%; white-space: pre-wrap; background: var(--accent); color: var(--on-accent) }
.text > * { margin: 0 }
.text > * + * { margin-block-start: 0.625em }
.text p { white-space: pre-line }
ul, ol { padding-inline-start: 1.25em }
li + li { margin-block-start: 0.375em }
.crisis .bubble { background: var(--alarm-ground); border: 2px solid var(--alarm) }
:is(.crisis, .lines) a { padding-block: 0.5em; color: var(--alarm); font-weight: 600 }
.source, .note, .notice, .failed, .count, .reason { font-size: 0.875em; color: var(--muted) }
p { margin: 0; unicode-bidi: plaintext }
.source { margin-block-start: 0.5em }
.notice { text-align: center }
.failed { text-align: end; color: var(--alarm) }
.suggestions { display: flex; flex-wrap: wrap; gap: 0.5em }
.suggestions button { text-align: start; line-height: 1.3; border-radius: 1.5em }
.feedback { display: flex; flex-wrap: wrap; margin: 0.25em 0 -0.375em -0.625em }
.feedback svg { width: 1.25em; height: 1.25em }
.down svg { transform: rotate(180deg) }
[aria-pressed="true"] { color: var(--accent) }
[aria-pressed="true"] svg { fill: currentColor }
label textarea { margin-block-start: 0.375em }
.reason { flex-basis: 100%; display: grid; gap: 0.5em; padding: 0 0 0.5em 0.625em; justify-items: start }
.typing { display: flex; gap: 0.3em }
.typing i { width: 0.5em; height: 0.5em; border-radius: 1em; background: var(--control); border: 1px solid transparent }
@media (prefers-reduced-motion: no-preference) {
  .log { scroll-behavior: smooth }
  .typing i { animation: beat 1s infinite alternate }
  .typing i + i { animation-delay: 0.3s }
}
@keyframes beat { to { opacity: 0.2 } }

.strip { display: flex; align-items: center; gap: 0.75em; padding: 0 1em; background: var(--bubble) }
.strip p { flex: 1 }
.strip p:not(:empty) { padding: 0.5em 0 }
.composer { display: grid; grid-template-columns: 1fr auto; gap: 0.25em 0.5em; align-items: end; padding: 0.75em 0.75em 0.375em; border-block-start: 1px solid var(--line) }
textarea { width: 100%; max-height: 9em; padding: 0.5em 0.75em; resize: none; field-sizing: content }
textarea::placeholder { color: var(--muted) }
[aria-invalid="true"] { border-color: var(--alarm) }
.note { padding: 0 1em 0.625em }
.confirm { max-width: min(22em, 100vw - 2em); padding: 1.25em }
.confirm form { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0.5em }
.confirm p { flex-basis: 100% }
@media (forced-colors: active) {
  .bubble, .typing i { border-color: CanvasText }
  [aria-pressed="true"] { border-color: Highlight }
}
`);
