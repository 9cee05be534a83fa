/* A long form that was changed and not sent: the browser asks, in its own words, before the page
   goes. Nothing is kept anywhere. data-keep="unsaved" is on a form that came back unsaved.
   The quick exit, which hides the page first, never asks: there is no time for a question. */
(() => {
  const changed = new Set(document.querySelectorAll("form[data-keep=unsaved]"));

  for (const form of document.querySelectorAll("form[data-keep]")) {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.delete(form));
  }
  addEventListener("beforeunload", (event) => {
    if (!changed.size || "left" in document.documentElement.dataset) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
