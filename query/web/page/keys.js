// SPDX-License-Identifier: GPL-2.0-or-later
// Keys of the whole page. Single letters work outside fields only, and can be switched off.
import { at } from './dom.js';

const SWITCH = 'dateline.keys';
let wanted = true;
try {
  wanted = localStorage.getItem(SWITCH) !== 'off';
} catch {
  // Storage may be forbidden; then they are on.
}

export const keys_wanted = () => wanted;
export function want_keys(on) {
  wanted = on;
  try {
    localStorage.setItem(SWITCH, on ? 'on' : 'off');
  } catch {
    // as above
  }
}

const is_field = (element) => element.matches('input:not([type=checkbox]), textarea, select');

/**
 * @param {Record<string, (event: KeyboardEvent) => boolean | void>} actions by key; one that returns
 * false leaves the key to the browser
 */
export function start_keys(actions) {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || at('help').open) return;
    const action = actions[event.key];
    if (!action) return;
    if (event.key !== 'Escape' && is_field(event.target)) return;
    if (event.key.length === 1 && !wanted) return;
    if (action(event) !== false) event.preventDefault();
  });
}
