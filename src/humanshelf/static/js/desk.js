/* The desk by keyboard: a table's number goes to its first button, Enter taps it, u goes to undo,
   / to those who wait, Escape closes a menu. A button [data-keys] switches these keys off. One menu
   is open at a time, and a book that asks someone over is heard. */
(() => {
  const page = document;
  let typed = "";
  let pause = 0;

  const WRITING = "input:not([type=radio]):not([type=checkbox]), select, textarea";
  const off = () => page.querySelector("[data-keys][aria-pressed=false]");

  function go(selector) {
    const target = page.querySelector(selector);
    if (target) target.focus();
    return Boolean(target);
  }

  function close(kept) {
    for (const menu of page.querySelectorAll("details.more[open]")) {
      if (menu !== kept) menu.open = false;
    }
  }

  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = page.activeElement.closest("details.more[open]");
      close();
      if (menu) menu.querySelector("summary").focus();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest(WRITING) || off()) return;
    if (/^\d$/.test(event.key)) {
      clearTimeout(pause);
      pause = setTimeout(() => { typed = ""; }, 800);
      typed += event.key;
      /* 1 may be the start of 12. Where both together name no table, the newest counts alone. */
      if (!go(`[data-table="${typed}"] button`)) {
        typed = event.key;
        go(`[data-table="${typed}"] button`);
      }
    } else if (event.code === "KeyU") {
      go(".undo");
    } else if (event.key === "/" || event.code === "Slash") {
      if (go(".queue a, .queue button")) event.preventDefault();
    }
  });

  page.addEventListener("click", (event) => {
    close(event.target.closest("details.more"));
    const keys = event.target.closest("[data-keys]");
    if (keys) keys.setAttribute("aria-pressed", String(Boolean(off())));
  });

  const asking = () => [...page.querySelectorAll("#main [data-help]")].map((row) => row.id);
  let known = new Set(asking());
  page.addEventListener("htmx:after:swap", () => {
    const now = asking();
    if (now.some((row) => !known.has(row))) {
      page.dispatchEvent(new CustomEvent("ring", { detail: "soft" }));
    }
    known = new Set(now);
  });
})();
