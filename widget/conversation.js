// The conversation: what was said, what is on its way, what failed.

/** @type {(api: Api, memory: Memory, region: () => string | null, changed: () => void) => Conversation} */
export function conversation(api, memory, region, changed) {
  /** @type {Entry[]} */
  let past = []; // what an ended conversation leaves on the screen
  /** @type {(Said | Told)[]} */
  let known = []; // what the server knows
  /** @type {Said[]} */
  let pending = []; // what the server has not confirmed
  /** @type {Promise<void> | undefined} */
  let begun;
  let loads = 0; // so far; what the newest brings counts
  let wanted = false;
  let token = "";
  let queue = Promise.resolve(); // messages go one by one

  memory.listen((news) => {
    if (!wanted) return;
    if (news !== "changed") return clear(news);
    if (memory.token !== token) leave();
    begun = undefined;
    begin().catch(() => {}); // the next message tries again
  });

  const entries = () => [...past, ...known, ...pending];
  const answers = () => entries().filter((entry) => entry.from === "assistant");
  return {
    get entries() {
      return entries();
    },
    get waiting() {
      return pending.some((said) => !said.failure);
    },
    get support() {
      return answers().some(({ support }) => support);
    },
    get crisis() {
      return answers().findLast(({ topic }) => topic === "crisis");
    },
    begin,
    say(what, shown) {
      /** @type {Said} */
      const said = { from: "visitor", id: uuid(), shown, what };
      pending.push(said);
      send(said);
    },
    retry: send,
    retryLost: () => pending.filter((said) => said.failure?.status === 0).forEach(send),
    feedback: (answer, helpful, reason) => api.feedback(token, answer, helpful, reason),
    startOver: () => forget("cleared"),
    remove() {
      const removed = queue.then(remove); // what is on its way goes with the rest
      queue = removed.catch(() => {});
      return removed;
    },
  };

  function begin() {
    wanted = true;
    return (begun ??= load());
  }

  /** Take up the stored conversation or start one, unless a newer load or the conversation's end overtakes it. @returns {Promise<void>} */
  async function load() {
    const mine = ++loads;
    const stored = memory.token;
    try {
      const history = stored ? await api.history(stored).catch(unlessExpired) : null;
      if (mine !== loads) return begun;
      const started = history?.length ? null : await api.start(region());
      if (mine !== loads) return begun;
      if (memory.token !== stored) return load(); // another page was quicker
      token = started?.token ?? stored;
      known = started?.messages.map(told) ?? entriesOf(history ?? []);
      pending = pending.filter(({ id, failure }) => !failure || !known.some((said) => said.id === id));
      if (started) {
        memory.token = token;
        memory.tell("changed");
      }
    } catch (failure) {
      if (mine !== loads) return begun;
      begun = undefined;
      throw failure;
    }
    changed();
  }

  /** @param {Said} said */
  function send(said) {
    said.failure = undefined;
    changed();
    queue = queue.then(() => deliver(said));
  }

  /** @param {Said} said */
  async function deliver(said) {
    try {
      await begin();
      if (!pending.includes(said)) return; // started over meanwhile
      const answers = await answersTo(said);
      await begun?.catch(() => {}); // a history on its way may not know of them
      if (!answers || !pending.includes(said)) return;
      const now = [said, ...answers.map(told)];
      pending = pending.filter((other) => other !== said);
      known = [...known.filter(({ id }) => !now.some((said) => said.id === id)), ...now];
      memory.tell("changed");
    } catch (failure) {
      said.failure = /** @type {Failure} */ (failure);
    }
    changed();
  }

  /** In a new conversation if this one has expired; none if it ended meanwhile. @param {Said} said */
  async function answersTo(said) {
    const used = token;
    const answers = await api.say(used, said.id, said.what).catch(unlessExpired);
    if (answers || !pending.includes(said)) return answers;
    if (memory.token === used) memory.token = ""; // another page may have begun a new one
    if (token === used) leave();
    await begin();
    if (pending.includes(said)) return api.say(token, said.id, said.what);
  }

  /** What was said stays on the screen; what follows belongs to a new conversation. */
  function leave() {
    if (known.length) past = [...past, ...known, { from: "notice", id: uuid(), word: "expired" }];
    known = [];
    begun = undefined;
  }

  /** @param {News} news */
  function clear(news) {
    past = news === "deleted" ? [{ from: "notice", id: uuid(), word: news }] : [];
    known = [];
    pending = [];
    begun = undefined;
    loads++;
    changed();
  }

  async function remove() {
    if (memory.token) await api.remove(memory.token).catch(unlessExpired); // an expired one is out of everybody's reach
    forget("deleted");
  }

  /** @param {News} news */
  function forget(news) {
    memory.token = token = "";
    clear(news);
    memory.tell(news);
  }
}

/** @type {(answer: Answer) => Told} */
const told = (answer) => ({ ...answer, from: "assistant" });

/** @param {Failure} failure */
function unlessExpired(failure) {
  if (failure.status !== 401) throw failure;
}

/** The title of a choice stood on a button of an earlier answer. @type {(history: Line[]) => (Said | Told)[]} */
function entriesOf(history) {
  /** @type {Record<string, string>} */
  const titles = {};
  return history.map((line) => {
    if (line.from === "assistant") {
      for (const { choice, title } of line.suggestions) titles[choice] = title;
      return line;
    }
    const { id, text, choice = "" } = line;
    return { from: "visitor", id, shown: text ?? titles[choice] ?? choice.replaceAll("_", " "), what: text ? { text } : { choice } };
  });
}

/** The name of an object URL is one; `crypto.randomUUID` exists on secure pages only. */
const uuid = () => URL.createObjectURL(new Blob()).slice(-36);
