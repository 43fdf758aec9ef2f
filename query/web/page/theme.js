// SPDX-License-Identifier: GPL-2.0-or-later
// Light, dark, or as the system is: set before the page is first drawn, so no module. The toggle's
// choice is kept in this browser.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = null;
  try {
    chosen = localStorage.getItem('dateline.theme');
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  const is_dark = () => (chosen ? chosen === 'dark' : system.matches);

  function show() {
    document.documentElement.dataset.theme = is_dark() ? 'dark' : 'light';
    const button = document.getElementById('theme');
    if (!button) return;
    button.textContent = is_dark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', is_dark() ? 'Light colours' : 'Dark colours');
  }

  function toggle() {
    chosen = is_dark() ? 'light' : 'dark';
    try {
      localStorage.setItem('dateline.theme', chosen);
    } catch {
      // as above
    }
    show();
  }

  show();
  system.addEventListener('change', show);
  document.addEventListener('DOMContentLoaded', () => {
    show();
    document.getElementById('theme').addEventListener('click', toggle);
  });
})();
