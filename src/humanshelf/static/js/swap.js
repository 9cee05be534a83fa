/* What a swap of main#main must not destroy: a newer state, an open fold, the place of the focus,
   where the page was scrolled, and the answer to a tap that was refused a moment ago. */
(() => {
  const KEEP = 15e3;
  const SAID = "p.said, [role=alert]"; /* the div.said of a row holds a button */
  const main = () => document.getElementById("main");
  let focused = null;
  let answered = 0;

  /* Of a whole page only main is taken: its scripts must not come along, and trusted types would
     refuse them together with the rest. */
  function cut({ detail: { ctx } }) {
    const start = ctx.text.search(/<main\s/);
    const end = ctx.text.lastIndexOf("</main>");
    if (start >= 0 && end > start) ctx.text = ctx.text.slice(start, end + 7);
  }

  function prepare(event) {
    const { ctx, tasks } = event.detail;
    if (ctx.response && ctx.response.status >= 500) return;
    const task = tasks.find((one) => one.target === main());
    const next = task && task.fragment.querySelector("#main");
    /* Not ours (a captive portal answers everything), or older than what is shown. */
    const old = next && Number(next.dataset.revision) < Number(main().dataset.revision);
    if (!next || old) return event.preventDefault();
    task.swapSpec.show = "none"; /* after a boosted form htmx scrolls to the top */

    const twin = (element) => next.querySelector(`#${CSS.escape(element.id)}`);
    for (const fold of main().querySelectorAll("details[id]")) {
      if (twin(fold) && !fold.contains(ctx.sourceElement)) twin(fold).open = fold.open;
    }
    if (ctx.sourceElement.tagName !== "FORM" && Date.now() - answered < KEEP) keepSaid(next, twin);
    const active = document.activeElement;
    focused = main().contains(active) ? active.closest("[id]").id : null;
  }

  /* A tap is refused because the floor moved, so the message about that move is close behind. */
  function keepSaid(next, twin) {
    for (const said of main().querySelectorAll(SAID)) {
      const place = said.parentElement.closest("[id]");
      const there = place === main() ? next : twin(place);
      if (!there || there.querySelector(SAID)) continue;
      const same = (one) => one && one.classList[0] && there.querySelector(`.${one.classList[0]}`);
      const before = same(said.previousElementSibling);
      const around = same(said.parentElement);
      if (before) before.after(said.cloneNode(true));
      else (around || there).prepend(said.cloneNode(true));
    }
  }

  function settle() {
    if (!focused || document.activeElement !== document.body) return;
    const place = document.getElementById(focused);
    const again = place && place.querySelector("button, a[href], input, select, summary");
    if (!again) main().tabIndex = -1;
    (again || main()).focus({ preventScroll: true });
  }

  document.addEventListener("htmx:after:request", cut);
  document.addEventListener("htmx:before:swap", prepare);
  document.addEventListener("htmx:after:swap", settle);
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement.tagName === "FORM") answered = Date.now();
  });
})();
