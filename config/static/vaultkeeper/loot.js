// What neither HTML nor htmx can do on the ledger's pages: the slider of days, the search in a list of boxes, forms
// that are sent once. All of it works without, only less comfortably.
"use strict";

(() => {
  const A_DAY = 86400000;

  // ---- the slider of days fills in the date; its right end means now ----
  const dayOf = (slider) => {
    if (slider.value === slider.max) {
      return "";
    }
    return new Date(Date.parse(`${slider.dataset.first}T00:00:00Z`) + Number(slider.value) * A_DAY).toISOString().slice(0, 10);
  };

  const slide = (slider) => {
    const field = document.getElementById(slider.dataset.sets);
    field.value = dayOf(slider);
    slider.setAttribute("aria-valuetext", field.value || "now");
    return field;
  };

  const follow = (slider, day) => {
    const moment = Date.parse(`${day}T00:00:00Z`);
    const first = Date.parse(`${slider.dataset.first}T00:00:00Z`);
    slider.value = Number.isNaN(moment) ? slider.max : Math.round((moment - first) / A_DAY);
    slider.setAttribute("aria-valuetext", day || "now");
  };

  // ---- the list of boxes ----
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[øđðłħŧıßæœþ]/g, (letter) => ({ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", ŧ: "t", ı: "i", ß: "ss", æ: "ae", œ: "oe", þ: "th"})[letter]);

  const tell = (chooser) => {
    const count = chooser.querySelectorAll('input[type="checkbox"]:checked').length;
    chooser.querySelector("[data-chosen]").textContent = `${count} chosen`;
  };

  const find = (chooser, word) => {
    chooser.querySelectorAll("li[data-name]").forEach((item) => {
      item.hidden = !fold(item.dataset.name).includes(fold(word.trim()));
    });
  };

  const choose = (chooser, which) => {
    chooser.querySelectorAll('li[data-name] input[type="checkbox"]').forEach((box) => {
      if (which === "none" || !box.closest("li").hidden) {
        box.checked = which !== "none";
      }
    });
    tell(chooser);
  };

  document.addEventListener("input", (event) => {
    const chooser = event.target.closest("[data-chooser]");
    if (event.target.matches("[data-sets]")) {
      slide(event.target);
    } else if (event.target.matches("[data-finds]")) {
      find(chooser, event.target.value);
    } else if (chooser) {
      tell(chooser);
    }
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-sets]")) {
      slide(field);
    } else if (field.id) {
      document.querySelectorAll(`[data-sets="${CSS.escape(field.id)}"]`).forEach((slider) => follow(slider, field.value));
    }
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chooses]");
    if (button) {
      choose(button.closest("[data-chooser]"), button.dataset.chooses);
    }
  });

  // Enter in the search of the boxes must not send the form.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-finds]")) {
      event.preventDefault();
    }
  });

  // A second click on a button that writes does nothing. The server would not write twice either.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-once]")) {
      if (event.target.dataset.sent) {
        event.preventDefault();
      }
      event.target.dataset.sent = "yes";
    }
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-once]").forEach((form) => delete form.dataset.sent);
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-chooser]").forEach(tell);
    document.querySelectorAll("[data-sets]").forEach((slider) => {
      slider.setAttribute("aria-valuetext", document.getElementById(slider.dataset.sets).value || "now");
    });
  });
})();
