/* The hall's screen. Each call that was not there before is shown large for six seconds, with the
   bell, one after the other; headings turn through the page's languages. */
(() => {
  const page = document.documentElement;
  const calls = () => [...document.querySelectorAll("#main .call[data-call]")];
  const seen = new Set(calls().map((call) => call.dataset.call));
  const ROUND = 6;
  const BELL = "bell";
  const round = () => document.querySelector("#main [data-bell]");
  const queue = [];
  let overlay = null;

  function look() {
    const fresh = calls().reverse().filter((call) => !seen.has(call.dataset.call));
    for (const call of fresh) seen.add(call.dataset.call);
    /* A whole round is called at once: one notice for all, the table of calls says the rest. */
    if (fresh.length > ROUND && round()) queue.push(BELL);
    else for (const call of fresh) queue.push(call.dataset.call);
    if (!overlay) next();
  }

  function next() {
    if (overlay) overlay.remove();
    overlay = null;
    const name = queue.shift();
    if (!name) return;
    /* A call taken back meanwhile is not shown. */
    const bell = name === BELL && round();
    const call = bell || calls().find((one) => one.dataset.call === name);
    if (!call) return next();
    overlay = document.createElement("div");
    overlay.className = bell ? "overlay round" : "overlay";
    overlay.setAttribute("aria-hidden", "true");
    for (const part of call.querySelectorAll(bell ? "h2, p" : "b.label, b.plaque")) {
      overlay.append(part.cloneNode(true));
    }
    document.body.append(overlay);
    document.dispatchEvent(new CustomEvent("ring"));
    setTimeout(next, 6e3);
  }

  function turn() {
    const sets = [...document.querySelectorAll(".langset")].map((set) => set.children.length);
    const languages = Math.max(1, ...sets);
    page.dataset.turn = (Number(page.dataset.turn || 1) % languages) + 1;
  }

  document.addEventListener("htmx:after:swap", look);
  document.addEventListener("bell", () => {
    queue.push(BELL);
    if (!overlay) next();
  });
  setInterval(turn, 8e3);
})();
