/* Quick exit: a tap on a.exit, or Shift three times. The page is blank before the network is asked.
   Without this file it is a plain link. A page that the browser kept alive in its memory comes
   back blank and asks anew, so that nobody goes back to what was left. */
(() => {
  const root = document.documentElement;
  let taps = [];

  function leave(exit) {
    root.dataset.left = "";
    root.hidden = true;
    location.replace(exit.href);
  }

  addEventListener("pagehide", () => { root.hidden = true; });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  addEventListener("click", (event) => {
    const exit = event.target.closest && event.target.closest("a.exit");
    if (!exit) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(exit);
  }, true);

  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const now = Date.now();
    taps = event.key === "Shift" ? [...taps.filter((tap) => now - tap < 1500), now] : [];
    const exit = document.querySelector("a.exit");
    if (taps.length > 2 && exit) leave(exit);
  }, true);
})();
