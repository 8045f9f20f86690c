// Every word of the widget's own, for eyes and for screen readers. A page may add to WORDS (docs/widget.md).

const ENGLISH = {
  title: "Ask about this article",
  note: "Automated assistant: not a therapist, not an emergency service.",
  lines: "Crisis lines",
  linesNow: "Crisis lines: get help now",
  anywhere: "In danger now? Call your local emergency number (112 in many countries), or find a crisis line: [findahelpline.com](https://findahelpline.com)",
  close: "Close the chat",
  options: "Options",
  save: "Save the conversation",
  startOver: "Start over",
  startOverAsk: "Start over? This clears the screen, but deletes nothing.",
  remove: "Delete my conversation",
  removeAsk: "Delete this conversation for good, on the server too?",
  removeYes: "Delete",
  notRemoved: "The conversation was not deleted. Please try again.",
  cancel: "Cancel",
  log: "Conversation",
  you: "You:",
  assistant: "Assistant:",
  waiting: "The assistant is looking it up …",
  expired: "The conversation had ended; a new one has begun. What was said stays here until you leave the page.",
  deleted: "Your conversation was deleted. If you write again, a new one begins.",
  source: "Source:",
  helpful: "Helpful",
  unhelpful: "Not helpful",
  feedback: "Was this answer helpful?",
  reason: "What was wrong? (Nothing urgent here: nobody reads it at once.)",
  sendReason: "Send feedback",
  thanks: "Thank you for telling us.",
  notTold: "Not sent. Please try again.",
  box: "Your question",
  send: "Send",
  left: "{n} characters left",
  over: "{n} characters too many",
  retry: "Try again",
  offline: "You are offline. Messages will be sent when you are back.",
  lost: "Not sent: the assistant could not be reached.",
  unreadable: "Not sent: please say it in plain words.",
  tooMany: "Not sent: too many messages at once. Please wait {n} seconds.",
  forbidden: "Not sent: the chat may not be used on this page.",
  unready: "Not sent: the assistant is not ready. Please try again.",
  notStarted: "The assistant can't be reached just now.",
};

/** @type {{en: typeof ENGLISH} & Record<string, typeof ENGLISH>} by primary language subtag */
export const WORDS = { en: ENGLISH };

/** The language for a tag such as es-MX, loaded. @param {string} tag */
export async function spoken(tag) {
  const [language] = tag.toLowerCase().split("-");
  if (language === "es") WORDS.es ??= await import("./words-es.js").then((file) => file.SPANISH, () => ENGLISH);
  return Object.hasOwn(WORDS, language) ? language : "en";
}

/** @param {string} sentence @param {number} n put into it */
export const counted = (sentence, n) => sentence.replace("{n}", String(n));
