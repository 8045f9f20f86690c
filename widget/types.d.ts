// What the modules share and promise. Browsers never load this file; `make types` checks the modules against it. No import, no export: every module sees it.

type Suggestion = { title: string; choice: string };
type Source = { title: string; section_title: string; url: string | null };
type Answer = { id: string; text: string; topic: string; support: boolean; source: Source | null; suggestions: Suggestion[] };
type What = { text: string } | { choice: string };
type Line = Told | { from: "visitor"; id: string; text?: string; choice?: string };

/** A call that was refused (`status` is HTTP's) or that nobody answered (0). `wait`: seconds to leave before the next, where the server says so. */
type Failure = { status: number; wait: number };

/** The chat API, as one client sees it. Every call may reject with a Failure, and with nothing else. */
interface Api {
  /** `region`: two letters, such as GB. */
  start(region: string | null): Promise<{ token: string; messages: Answer[] }>;
  history(token: string): Promise<Line[]>;
  /** The same id (a UUID) again is not said twice: it gives the same answers. */
  say(token: string, id: string, what: What): Promise<Answer[]>;
  /** `answer`: the answer's id. */
  feedback(token: string, answer: string, helpful: boolean, reason?: string): Promise<void>;
  remove(token: string): Promise<void>;
}

/** What pages of a site tell each other: something was said or begun; started over; deleted. */
type News = "changed" | "cleared" | "deleted";

/** What the browser keeps. Where it allows no storage, as long as the page lasts. */
interface Memory {
  /** The conversation's; empty when there is none. */
  token: string;
  /** Whether the chat was open on this tab's page before. */
  open: boolean;
  tell(news: News): void;
  listen(follow: (news: News) => void): void;
}

/** A visitor's message. `shown`: what the screen says, which for a choice is its title. `failure`: why it was not sent, until it is tried again. */
type Said = { from: "visitor"; id: string; shown: string; what: What; failure?: Failure };
type Told = { from: "assistant" } & Answer;
/** A sentence of the widget's own in the conversation, named by its key in the dictionary. */
type Notice = { from: "notice"; id: string; word: "expired" | "deleted" };
type Entry = Said | Told | Notice;

interface Conversation {
  /** In the order they are shown. */
  readonly entries: Entry[];
  /** Whether an answer is on its way. */
  readonly waiting: boolean;
  /** Whether crisis resources go with the conversation. */
  readonly support: boolean;
  /** The latest answer that holds crisis lines, if one was given. */
  readonly crisis: Told | undefined;
  /** Take up the stored conversation, or start one. Does nothing once begun. Rejects with a Failure. */
  begin(): Promise<void>;
  say(what: What, shown: string): void;
  /** Send what failed again, with its id: if it did arrive, it is not said twice. */
  retry(said: Said): void;
  /** Send again all that nobody answered. */
  retryLost(): void;
  /** Rejects with a Failure. */
  feedback(answer: string, helpful: boolean, reason?: string): Promise<void>;
  /** Leave this conversation; another begins. */
  startOver(): void;
  /** Have all deleted that the server holds, with what is on its way to it. Rejects with a Failure, and then keeps everything. */
  remove(): Promise<void>;
}

/** What a visitor can do with an entry. `tell` gives whether the feedback was received. */
interface Acts {
  retry(said: Said): void;
  choose(choice: string, title: string): void;
  tell(answer: string, helpful: boolean, reason?: string): Promise<boolean>;
}

/** The conversation on the screen. */
interface Log {
  element: HTMLElement;
  /** Bring it up to date. */
  render(entries: Entry[], waiting: boolean): void;
  /** Show the visitor's last message at the top and what answers it below, so that a long answer is read from its beginning. */
  scroll(): void;
}

type Words = typeof import("./words-en.js").ENGLISH;

/** A function becomes a listener, `true` an empty attribute; `false` and `undefined` leave theirs out. */
type Attributes = Record<string, string | boolean | undefined | ((event: any) => void)>;

type Drawing = "chat" | "close" | "options" | "thumb";
type IconButton = (drawing: Drawing, label: string, click: () => void, attributes?: Attributes) => HTMLButtonElement;

/** A link, or only its content where the address is not one to be followed. `phone`: whether it may call or text a number. */
type Link = (href: string | null, content: Node | string, phone?: boolean) => Node | string;
/** Paragraphs, lists, bold, links; whatever else stands in the text is shown as it is. */
type Markdown = (text: string, phone?: boolean) => DocumentFragment;

/** An entry's node: the visitor's message, an answer, a notice. */
type Show<E extends Entry> = (entry: E, words: Words, acts: Acts) => HTMLElement;

/** Thumbs under the answer with this id, and the reason a visitor may add. */
type Feedback = (answer: string, words: Words, tell: Acts["tell"]) => HTMLElement;

/** Ask before what can't be undone; gives whether it was confirmed. */
type Confirmed = (parent: Node, question: string, yes: string, no: string) => Promise<boolean>;

/** A disclosure that closes when something was chosen, at Escape, and when focus leaves. */
type Menu = (words: Words, choices: [keyof Words, () => void][]) => HTMLElement;
