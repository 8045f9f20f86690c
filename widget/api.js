// The chat API, over HTTP. Knows neither the page nor where tokens are kept.

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
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  let status = 0;
  let wait = 0;
  try {
    const response = await fetch(new URL(`v1/${path}`, base), {
      method,
      headers: { ...(body && { "Content-Type": "application/json" }), ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
      signal: abort.signal,
      cache: "no-store",
      credentials: "omit",
    });
    if (response.ok) return response.status === 204 ? null : await response.json();
    status = response.status;
    wait = Number(response.headers.get("Retry-After"));
  } catch {
    // nobody answered, or not as an API does
  } finally {
    clearTimeout(timer);
  }
  throw { status, wait };
}
