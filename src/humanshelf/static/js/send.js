/* A form is sent once until it is answered, and one that could not be sent says so where it was
   tapped, and can be tapped again. Buttons are not disabled but marked, so that they keep the
   focus. */
(() => {
  const live = document.getElementById("live");
  const news = document.getElementById("news");
  const busy = new WeakSet();
  const answered = new Map();
  let swaps = 0;
  /* What has an id and a state: a row at the desk, the undo button, a reader's whole card. */
  const PLACE = "[id][data-state]";
  const region = (form) => form.closest(PLACE).id;
  const on = (name, act) => {
    document.addEventListener(name, (event) => {
      const { ctx } = event.detail;
      if (ctx && ctx.sourceElement.tagName === "FORM") act(ctx.sourceElement, ctx);
    });
  };

  addEventListener("submit", (event) => {
    const form = event.target;
    if (!live || !live.contains(form)) return;
    /* After an answer, or another's step, a new button lies under the finger that was on its way
       to the old one: it must not take the tap. */
    const again = Date.now() - (answered.get(region(form)) || 0) < 500;
    if (!busy.has(form) && !again) return;
    event.preventDefault();
    event.stopImmediatePropagation(); /* htmx would queue it and send it afterwards */
  }, true);

  function mark(form, waits) {
    for (const button of form.querySelectorAll("button")) {
      if (waits) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }

  function unsent(form) {
    if (!news) return;
    const text = navigator.onLine ? news.dataset.unsent : news.dataset.offline;
    humanshelf.say(text, !form.isConnected);
    if (!form.isConnected) return;
    const place = form.closest(".row, .pair") || form;
    const said = place.querySelector("p.said") || document.createElement("p");
    said.className = "said notice heed";
    said.textContent = text;
    place.append(said);
    said.scrollIntoView({ block: "nearest" });
  }

  const places = () => document.querySelectorAll(`main${PLACE}, main ${PLACE}`);
  let before = new Map();
  document.addEventListener("htmx:before:swap", () => {
    before = new Map([...places()].map((place) => [place.id, place.dataset.state]));
  });
  document.addEventListener("htmx:after:swap", () => {
    swaps += 1;
    for (const { id, dataset } of places()) {
      if (before.get(id) !== dataset.state) answered.set(id, Date.now());
    }
  });

  on("htmx:config:request", (form, ctx) => { ctx.request.timeout = 15e3; });
  on("htmx:before:request", (form, ctx) => {
    ctx.swaps = swaps;
    busy.add(form);
    mark(form, true);
  });
  on("htmx:error", unsent);
  on("htmx:response:error", (form, ctx) => { if (ctx.response.status >= 500) unsent(form); });
  on("htmx:finally:request", (form, ctx) => {
    busy.delete(form);
    mark(form, false);
    /* The stream was quicker than the answer: what stands there now is old. */
    if (ctx.response?.status < 400 && swaps > ctx.swaps + 1) live?.dispatchEvent(new Event("old"));
    if (ctx.status === "swapped" && form.isConnected) answered.set(region(form), Date.now());
  });
})();
