// The conversation's token and whether the chat is open; news between pages. Never a word of what was said is kept.

/** @type {(server: URL) => Memory} */
export function memory(server) {
  const key = `archway-chat ${server}`;
  const channel = new BroadcastChannel(key);
  let held = "";
  return {
    get token() {
      return attempt(() => localStorage.getItem(key) ?? "") ?? held;
    },
    set token(token) {
      held = token;
      attempt(() => (token ? localStorage.setItem(key, token) : localStorage.removeItem(key)));
    },
    get open() {
      return !!attempt(() => sessionStorage.getItem(key));
    },
    set open(open) {
      attempt(() => (open ? sessionStorage.setItem(key, "open") : sessionStorage.removeItem(key)));
    },
    tell: (news) => channel.postMessage(news),
    listen: (follow) => (channel.onmessage = ({ data }) => follow(data)),
  };
}

/** Browsers may forbid storage. @template T @param {() => T} act */
function attempt(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
