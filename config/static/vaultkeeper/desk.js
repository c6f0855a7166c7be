// Keys for the desk's lists: next, back, and the buttons of the row in focus. Everything works by mouse and Tab, too.
"use strict";

(() => {
  const isTyping = (element) => element.matches("input:not([type=radio], [type=checkbox]), select, textarea");

  const step = (rows, by) => {
    const at = rows.indexOf(document.activeElement.closest("[data-keyed] > li"));
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) {
      next.focus();
      next.scrollIntoView({block: "nearest"});
    }
  };

  const press = (key) => {
    const row = document.activeElement.closest("[data-keyed] > li");
    const button = row && row.querySelector(`[data-press="${key}"]`);
    if (button) {
      button.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    const rows = [...document.querySelectorAll("[data-keyed] > li:not(.empty)")];
    const search = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (search) {
      event.preventDefault();
      search.focus();
    } else if (rows.length && (event.key === "j" || event.key === "k")) {
      step(rows, event.key === "j" ? 1 : -1);
    } else if (rows.length) {
      press(event.key);
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const tab = document.querySelector(".desk .tabs [aria-current]");
    if (tab) {
      tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;
    }
    const shown = document.querySelector("[data-focus]");
    if (shown) {
      shown.focus();
      shown.scrollIntoView({block: "start"});
    }
    // Browsers give the focus when they draw the page, which one in the background does late or never.
    const first = document.querySelector(".desk [autofocus]");
    if (first && document.activeElement === document.body) {
      first.focus();
    }
  });
})();
