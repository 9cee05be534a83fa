/* Keeps a page true. htmx and hx-sse hold the stream and put its messages in place; here stands
   what they leave open: a stream that is refused or falls silent, how fresh the page is, and one
   small line for the ear when the state of main changes. #live holds main#main; #fresh and #news
   stand outside of it. */
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  /* A script was lost on the way: a page that loads again is still true. */
  if (!window.htmx || !window.humanshelf) return setTimeout(() => location.reload(), 20e3);

  const SILENT = 40e3; /* two beats and a half */
  const fresh = document.getElementById("fresh");
  const news = document.getElementById("news");
  const main = () => document.getElementById("main");
  const on = (name, act) => document.addEventListener(name, act);
  const some = (from, to) => Date.now() + from + Math.random() * (to - from);

  /* Links stay links: only forms are boosted. */
  on("htmx:before:init", (event) => {
    if (event.target.tagName === "A") event.preventDefault();
  });
  /* hx-csp looks at the nonce of every hx attribute, but not of hx-sse:connect. */
  on("htmx:config:request", (event) => {
    const from = event.detail.ctx.sourceElement;
    if (from !== live && from.hasAttribute("hx-sse:connect")) event.preventDefault();
  });

  /* ---- How fresh is what one sees? */
  let heard = Date.now();
  let clock = humanshelf.wall(humanshelf.now());
  let lost = false;
  let left = -Infinity; /* when the browser said that the network is gone */

  function hear(time) {
    heard = Date.now();
    clock = time || humanshelf.wall(humanshelf.now());
    /* What was under way then still arrives, and is no sign that the network is back. */
    lost = lost && Date.now() - left < 2e3;
    show();
  }

  function show() {
    if (!fresh) return;
    const stale = lost || Date.now() - heard > SILENT;
    const time = fresh.dataset.fresh.replace("%(time)s", clock);
    const text = stale ? `${fresh.dataset.lost} ${time}` : time;
    if (fresh.textContent !== text) fresh.textContent = text;
    for (const name of ["mark", "late"]) fresh.classList.toggle(name, stale);
    fresh.toggleAttribute("data-stale", stale);
  }

  function lose() {
    lost = true;
    show();
  }

  live.addEventListener("beat", (event) => hear(event.detail.data));
  live.addEventListener("old", poll);

  /* ---- The stream, and polling while there is none. */
  let stream = null;
  let open = false; /* and it speaks */
  let spoke = Date.now();
  let polling = false;
  let pollAt = some(8e3, 15e3);
  let knockAt = Infinity;
  let [knocks, messages, asked] = [0, 0, 0];

  on("htmx:sse:after:connection", (event) => {
    stream = event.detail.connection;
    knocks = 0;
    spoke = Date.now();
  });
  on("htmx:sse:before:message", () => {
    open = true;
    spoke = Date.now();
  });
  on("htmx:sse:error", () => {
    if (open) pollAt = some(0, 5e3);
    open = false;
  });
  on("htmx:sse:close", () => {
    stream = null;
    open = false;
    knockAt = some(1e3, 4e3);
  });
  on("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement !== live || stream) return;
    knocks += 1;
    knockAt = some(2e3, 2e3 * 2 ** Math.min(knocks, 5));
  });
  /* A stream that is blocked is no lost network: the polls tell. */
  on("htmx:error", ({ detail: { ctx } }) => { if (ctx && ctx.sourceElement !== live) lose(); });

  async function poll() {
    pollAt = some(8e3, 15e3);
    if (polling) return;
    polling = true;
    asked = messages;
    /* Not from #live: there a request would wait behind a stream that never answers. */
    const where = { source: main(), target: "#main", swap: "outerMorph", timeout: 8e3 };
    await htmx.ajax("GET", live.dataset.page, where);
    polling = false;
  }

  function refresh() {
    spoke = Date.now();
    if (stream && stream.delayCanceller) stream.delayCanceller();
    if (Date.now() - heard > 2e3) poll();
  }

  setInterval(() => {
    if (document.hidden || !main() || main().dataset.state === "error") return;
    if (stream && Date.now() - spoke > SILENT) {
      open = false;
      spoke = Date.now();
      pollAt = Math.min(pollAt, some(0, 5e3));
      if (stream.reader) stream.reader.cancel(); /* hx-sse then connects anew */
    }
    if (!open && Date.now() > pollAt) poll();
    if (!stream && Date.now() > knockAt) {
      knockAt = Infinity;
      live.dispatchEvent(new Event("reconnect"));
    }
    show();
  }, 1e3);

  on("visibilitychange", () => { if (!document.hidden) refresh(); });
  addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
  addEventListener("offline", () => { left = Date.now(); lose(); });
  addEventListener("online", () => { left = -Infinity; refresh(); });

  /* ---- A message is in place. */
  on("htmx:before:swap", (event) => {
    const { sourceElement } = event.detail.ctx;
    /* The stream was quicker than the answer to a poll, so the answer is old. */
    if (sourceElement === main() && asked !== messages) event.preventDefault();
  });
  on("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.response && ctx.response.status >= 500) return;
    messages += 1;
    hear();
    watch();
  });

  let state = null;
  function watch() {
    const was = state;
    state = main().dataset.state;
    if (state === was) return;
    document.dispatchEvent(new CustomEvent("state", { detail: { state, was } }));
    if (was === null) return;
    const line = main().closest("[data-news]") || main().querySelector("[data-news]");
    if (line) humanshelf.say(line.dataset.news);
    (main().querySelector(".card") || main()).classList.add("fresh");
  }

  /* Emptied first, or the same sentence twice would be heard once. */
  humanshelf.say = (text, refused = false) => {
    if (!news) return;
    news.textContent = "";
    news.classList.toggle("refused", refused);
    setTimeout(() => { news.textContent = text; }, 100);
  };

  /* htmx begins by itself once this file has run, which holds its extensions too. To begin it here
     as well would open two streams. */
  addEventListener("load", watch);
})();
