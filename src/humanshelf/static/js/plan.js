/* Evenings are played in slices, one for each request: asks for the next one until all are. */
(() => {
  const main = () => document.getElementById("main");
  const soon = () => setTimeout(next, 400);

  async function next() {
    if (!main().dataset.more) return;
    if (!document.hidden) {
      const where = { source: main(), target: "#main", swap: "outerMorph", timeout: 15e3 };
      await htmx.ajax("GET", location.href, where);
    }
    soon();
  }

  addEventListener("load", soon);
})();
