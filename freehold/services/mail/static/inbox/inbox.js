/* Keys for the inbox. Every key presses a button or follows a link that stands on the page, marked data-key. */
"use strict";
(() => {
  const list = document.querySelector("[data-list]");
  const rows = list ? [...list.querySelectorAll("[data-row]")] : [];
  let at = -1;

  const tick = (row) => row.querySelector("input[type=checkbox]");
  const go = (to) => {
    if (!rows.length) return;
    if (rows[at]) rows[at].classList.remove("mail-row-at");
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows[at].classList.add("mail-row-at");
    rows[at].querySelector("a").focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };

  if (list) {
    const all = list.querySelector("[data-all]");
    const box = all.querySelector("input");
    all.hidden = false;
    const state = () => {
      const ticked = rows.filter((row) => tick(row).checked).length;
      box.checked = ticked > 0 && ticked === rows.length;
      box.indeterminate = ticked > 0 && ticked < rows.length;
    };
    box.addEventListener("change", () => {
      rows.forEach((row) => { tick(row).checked = box.checked; });
      state();
    });
    let last = -1;
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[data-row]");
      if (!row || event.target.type !== "checkbox") return;
      const here = rows.indexOf(row);
      if (event.shiftKey && last >= 0) {
        const [from, to] = [Math.min(last, here), Math.max(last, here)];
        rows.slice(from, to + 1).forEach((one) => { tick(one).checked = event.target.checked; });
      }
      last = here;
      state();
    });
    rows.forEach((row, index) => row.querySelector("a").addEventListener("focus", () => {
      if (rows[at]) rows[at].classList.remove("mail-row-at");
      at = index;
      row.classList.add("mail-row-at");
    }));
    state();
  }

  const press = (key) => {
    const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    if (!target) return false;
    if (list && target.form === list && at >= 0 && !rows.some((row) => tick(row).checked)) tick(rows[at]).checked = true;
    if (list && target.form === list && !rows.some((row) => tick(row).checked)) return false;
    target.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      const form = document.querySelector("[data-write]");
      if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.querySelector("[data-send]").click();
      }
      return;
    }
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]")) return;
    const moves = { j: () => go(at + 1), k: () => go(at - 1), x: () => rows[at] && tick(rows[at]).click() };
    if (rows.length && moves[event.key]) {
      event.preventDefault();
      moves[event.key]();
    } else if (press(event.key)) {
      event.preventDefault();
    }
  });

  const body = document.querySelector("textarea[data-start]");
  if (body) { body.focus(); body.setSelectionRange(0, 0); body.scrollTop = 0; }

  /* Say that files are too large before they are on their way. */
  const files = document.querySelector("input[data-limit]");
  if (files) {
    const warning = files.form.querySelector("[data-too-large]");
    const tooLarge = () => [...files.files].reduce((sum, file) => sum + file.size, 0) > Number(files.dataset.limit);
    files.addEventListener("change", () => { warning.hidden = !tooLarge(); });
    files.form.addEventListener("submit", (event) => {
      if (!tooLarge() || (event.submitter && event.submitter.value === "discard")) return;
      event.preventDefault();
      files.focus();
    });
  }

  /* Write every change into the draft: a closed window loses half a minute at most. */
  const form = document.querySelector("[data-write]");
  if (form && window.fetch) {
    let changed = false;
    let leaving = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
    window.addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });
    const said = form.querySelector("[data-kept]");
    setInterval(async () => {
      if (!changed || leaving || form.querySelector("[name=keep]") || form.querySelector("input[type=file]").files.length) return;
      changed = false;
      const data = new FormData(form);
      data.set("act", "save");
      try {
        const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
        const key = answer.ok && !answer.redirected ? await answer.text() : "";
        if (/^\d+-\d+$/.test(key)) form.elements.draft.value = key;
        else changed = true;
      } catch (error) {
        changed = true;
      }
      if (said) said.textContent = changed ? said.dataset.lostWords : said.dataset.keptWords;
    }, 30000);
  }
})();
