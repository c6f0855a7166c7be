// What neither HTML nor htmx can do: the theme toggle, local times, and closing evidence with Escape.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const themes = ["auto", "light", "dark"];

  const currentTheme = () => root.dataset.theme || "auto";

  const showTheme = (button) => {
    button.textContent = `Theme: ${currentTheme()}`;
  };

  const toggleTheme = (button) => {
    const next = themes[(themes.indexOf(currentTheme()) + 1) % themes.length];
    if (next === "auto") {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = next;
    }
    const age = next === "auto" ? 0 : 31536000;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${next}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
    showTheme(button);
  };

  // Times are written in UTC. The reader's own time is added where room is kept for it, else as a tooltip.
  const format = new Intl.DateTimeFormat(undefined, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  });

  const addLocalTimes = (within) => {
    within.querySelectorAll("time[datetime]").forEach((element) => {
      const moment = new Date(element.dateTime);
      if (Number.isNaN(moment.getTime())) {
        return;
      }
      const room = element.parentElement.querySelector(":scope > .local-time");
      if (room) {
        room.textContent = format.format(moment);
      } else {
        element.title = `your time: ${format.format(moment)}`;
      }
    });
  };

  // Evidence that is open takes the place of an empty row; closing empties it again and gives the focus back.
  const closeEvidence = (row) => {
    const opener = document.querySelector(`[data-opens="${row.id}"][aria-expanded="true"]`);
    row.hidden = true;
    row.replaceChildren();
    document.querySelectorAll(`[data-opens="${row.id}"]`).forEach((link) => link.setAttribute("aria-expanded", "false"));
    if (opener) {
      opener.focus();
    }
  };

  const markOpened = (row) => {
    document.querySelectorAll(`[data-opens="${row.id}"]`).forEach((link) => {
      link.setAttribute("aria-expanded", String(link.dataset.part === row.dataset.part));
    });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".theme");
    if (button) {
      toggleTheme(button);
    }
    const close = event.target.closest("[data-closes]");
    if (close) {
      closeEvidence(document.getElementById(close.dataset.closes));
    }
    // A second click on what is open closes it.
    const opener = event.target.closest('[data-opens][aria-expanded="true"]');
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      event.stopImmediatePropagation();
      closeEvidence(document.getElementById(opener.dataset.opens));
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest && event.target.closest(".evidence-row");
    const opener = event.target.closest && event.target.closest('[data-opens][aria-expanded="true"]');
    if (event.key === "Escape" && (row || opener)) {
      closeEvidence(row || document.getElementById(opener.dataset.opens));
    }
  });

  document.addEventListener("htmx:load", (event) => {
    const element = event.detail.elt;
    addLocalTimes(element.parentElement || element);
    if (element.classList.contains("evidence-row")) {
      markOpened(element);
    }
  });

  // Filters that say nothing stay out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt;
    if (form.matches("form.filters")) {
      for (const [name, value] of [...event.detail.formData.entries()]) {
        if (value === "" || value === form.elements[name].dataset.default) {
          event.detail.formData.delete(name);
        }
      }
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".theme").forEach(showTheme);
    addLocalTimes(document);
  });
})();
