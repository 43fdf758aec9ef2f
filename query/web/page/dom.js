// SPDX-License-Identifier: GPL-2.0-or-later
// Elements from plain values. Every text becomes a text node; nothing is ever read as HTML.

/** @param {string} id @returns {HTMLElement} */
export const at = (id) => document.getElementById(id);

/**
 * h('button', {type: 'button', onclick: f, 'aria-label': 'x'}, 'text', node, [more]): properties that
 * begin with "on" are listeners; false, null and undefined leave an attribute or a child out.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...present(children));
  return element;
}

export const button = (class_name, onclick, ...children) =>
  h('button', { type: 'button', class: class_name, onclick }, ...children);

export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

function present(children) {
  return children.flat(3).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Announces a text to screen readers. */
export function announce(text) {
  at('live').textContent = text;
}

export function smooth() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
}

/** A link within this page. With a modifier key the browser opens it like any link. */
export function is_plain_click(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
