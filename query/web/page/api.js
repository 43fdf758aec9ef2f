// SPDX-License-Identifier: GPL-2.0-or-later
// Requests to the server that served the page. A channel is one place of the page that shows an
// answer: its next request cancels the one before, so that an old answer never replaces a newer one.

export class ApiError extends Error {
  /** @param {number} status 0 = no answer at all */
  constructor(status, message, hint = '', retry_after = 0) {
    super(message);
    this.status = status;
    this.hint = hint;
    this.retry_after = retry_after;
  }
}

// An archive that is not for everyone asks for a token. It is kept in this browser.
const TOKEN = 'dateline.token';
let token = '';
try {
  token = localStorage.getItem(TOKEN) ?? '';
} catch {
  // Storage may be forbidden; the token then lasts as long as the page.
}
export const has_token = () => token !== '';
export function use_token(text) {
  token = text;
  try {
    localStorage.setItem(TOKEN, token);
  } catch {
    // as above
  }
}
const headers = () => (token ? { Authorization: `Bearer ${token}` } : {});

/** Downloads a file of an archive that needs a token, which a link cannot send. */
export async function download(address, name) {
  const response = await fetch(address, { headers: headers() });
  if (!response.ok) throw await failure(response);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function failure(response) {
  const wait = Number(response.headers.get('Retry-After')) || 0;
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // A proxy answered instead of the server; its status is enough.
  }
  const message = problem.detail || problem.title || `The server answered with status ${response.status}.`;
  return new ApiError(response.status, message, problem.hint ?? '', wait);
}

async function ask(path, params, signal) {
  let response;
  try {
    const query = String(params);
    response = await fetch(`api/${path}${query ? `?${query}` : ''}`, { signal, headers: headers() });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'The server does not answer.', 'It may have been stopped, or the connection is gone.');
  }
  if (!response.ok) throw await failure(response);
  try {
    return await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'The answer broke off.', 'The server may have been stopped.');
  }
}

/**
 * @returns a function that asks: (path, params) → the answer, or null if a newer request has replaced
 * it; throws ApiError. `cancel()` cancels the running request.
 */
export function channel() {
  let controller = null;
  const cancel = () => {
    controller?.abort();
    controller = null;
  };
  async function get(requests) {
    cancel();
    const mine = new AbortController();
    controller = mine;
    try {
      const answers = await Promise.all(requests.map(([path, params]) => ask(path, params, mine.signal)));
      return controller === mine ? answers : null;
    } catch (error) {
      if (controller !== mine || error.name === 'AbortError') return null;
      mine.abort();
      throw error;
    }
  }
  return {
    cancel,
    /** Sends several requests at once: returns all answers or none. */
    all: get,
    /** @param {string} path @param {URLSearchParams} [params] */
    one: async (path, params = new URLSearchParams()) => (await get([[path, params]]))?.[0] ?? null,
  };
}
