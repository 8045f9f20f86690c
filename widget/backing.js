// The chat API, and what the browser keeps: never a word of what was said.

const PATIENCE = 15_000; // milliseconds; the server itself gives up on an answer after five seconds

/** @type {(base: URL) => Api} */
export const api = (base) => ({
  start: (region) => call(base, "POST", "conversations", "", region ? { region } : {}),
  history: async (token) => (await call(base, "GET", "messages", token)).messages,
  say: async (token, id, what) => (await call(base, "POST", "messages", token, { id, ...what })).messages,
  feedback: (token, message_id, helpful, reason) => call(base, "POST", "feedback", token, { message_id, helpful, reason }),
  remove: (token) => call(base, "DELETE", "conversation", token),
});

/** @type {(base: URL, method: string, path: string, token: string, body?: object) => Promise<any>} */
async function call(base, method, path, token, body) {
  let status = 0;
  let wait = 0;
  try {
    const response = await fetch(new URL(`v1/${path}`, base), {
      method,
      headers: { ...(body && { "Content-Type": "application/json" }), ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
      cache: "no-store",
      credentials: "omit",
    });
    if (response.ok) return response.status === 204 ? null : await response.json();
    status = response.status;
    wait = Number(response.headers.get("Retry-After"));
  } catch {
    // nobody answered, or not as an API does
  }
  throw { status, wait };
}

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
  } catch {}
}
