/* What a page can do beyond HTML: keys, copying, focus after a swap, dismissing. Everything works without it. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");

  const isTyping = (element) =>
    element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "?") {
      const keys = document.getElementById("keys");
      if (keys && !keys.open) keys.showModal();
    }
  });

  const copy = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const word = button.querySelector("[data-copy-word]");
    if (!word || word.dataset.before) return;
    word.dataset.before = word.textContent;
    word.textContent = button.dataset.copied;
    say(button.dataset.copied);
    setTimeout(() => {
      word.textContent = word.dataset.before;
      delete word.dataset.before;
    }, 2000);
  };

  const say = (text) => {
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    document.body.append(spoken);
    setTimeout(() => (spoken.textContent = text), 50);
    setTimeout(() => spoken.remove(), 3000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const all = event.target.closest("[data-check-all]");
    if (all) {
      for (const box of document.querySelectorAll(`[name="${all.dataset.checkAll}"]`)) box.checked = all.checked;
    }
  });

  /* A form is sent once, however often its button is pressed. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  /* Focus goes to the sum of errors, and is given back when a swap took its element away. */
  const focusErrors = (within) => {
    const errors = within.querySelector("[data-focus]");
    if (errors) errors.focus();
  };
  let focused = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const active = document.activeElement;
    focused = active && event.detail.target.contains(active) ? active.id || event.detail.target.id : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    focusErrors(event.target);
    if (!focused || document.activeElement !== document.body) return;
    const again = document.getElementById(focused);
    if (again) {
      if (again.tabIndex < 0) again.tabIndex = -1;
      again.focus({ preventScroll: true });
    }
    focused = null;
  });
  /* A passkey that was not used, cancelled say, is told on the page. */
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const told of document.querySelectorAll("[data-passkey-failed]")) {
      told.hidden = false;
      told.setAttribute("role", "alert");
    }
  });

  document.addEventListener("DOMContentLoaded", () => focusErrors(document));
})();
