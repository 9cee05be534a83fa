/* Time between two messages. A phone's own clock may be wrong by minutes, so everything here goes
   by the server's: html[data-now] says what it was when the page was written.

   b[data-left] whole minutes left, never below 0 · b[data-over] minutes past, with the + it had ·
   b[data-since] minutes since · time[data-clock-left] m:ss left · progress[data-until] seconds
   left, minutes with data-in="min" · time.now the time of day. Each takes an ISO time. A word
   beside a number that bends with it carries its forms: <span data-one="…" data-other="…">. */
(() => {
  const page = document.documentElement;
  const written = page.dataset.now || "";
  const [load] = performance.getEntriesByType("navigation");
  const since = load ? performance.now() - load.responseStart : 0;
  const ahead = Date.parse(written) - (Date.now() - since) || 0;
  const zone = written.match(/([+-])(\d\d):(\d\d)$/);

  const now = () => Date.now() + ahead;

  /* The library's wall clock if data-now tells its offset, else the phone's zone. */
  function wall(moment) {
    const here = new Date(moment);
    let east = -here.getTimezoneOffset();
    if (zone) east = `${zone[1]}1` * (zone[2] * 60 + Number(zone[3]));
    return new Date(moment + east * 60e3).toISOString().slice(11, 16);
  }

  function write(element, text) {
    if (element.textContent === text) return;
    element.textContent = text;
    const word = element.nextElementSibling;
    if (!word || !word.dataset.other) return;
    const form = new Intl.PluralRules(word.closest("[lang]").lang).select(parseInt(text, 10));
    word.textContent = word.dataset[form] || word.dataset.other;
  }

  const kinds = {
    left: (ms) => String(Math.max(0, Math.ceil(ms / 60e3))),
    over: (ms, old) => `${old[0] === "+" ? "+" : ""}${Math.max(0, Math.floor(-ms / 60e3))}`,
    since: (ms) => String(Math.max(0, Math.floor(-ms / 60e3))),
    clockLeft(ms) {
      const seconds = Math.max(0, Math.ceil(ms / 1e3));
      return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    },
  };

  function count() {
    const moment = now();
    for (const [kind, shown] of Object.entries(kinds)) {
      const mark = kind === "clockLeft" ? "clock-left" : kind;
      for (const element of document.querySelectorAll(`[data-${mark}]`)) {
        write(element, shown(Date.parse(element.dataset[kind]) - moment, element.textContent));
      }
    }
    for (const bar of document.querySelectorAll("progress[data-until]")) {
      const unit = bar.dataset.in === "min" ? 60e3 : 1e3;
      bar.value = Math.max(0, Math.ceil((Date.parse(bar.dataset.until) - moment) / unit));
    }
    for (const face of document.querySelectorAll("time.now")) write(face, wall(moment));
  }

  setInterval(count, 1e3);
  document.addEventListener("htmx:after:swap", count);
  count();
  window.humanshelf = { now, wall };
})();
