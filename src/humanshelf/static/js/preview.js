/* A form with data-preview shows what it would make: after a pause in the typing its fields go to
   that address, and the answer, drawn by the block that draws the public page, takes the place of
   what stands in the element that data-preview-into names. No file is sent. Without this file the
   form's own button (formaction) opens the preview as a page. */
(() => {
  const PAUSE = 500;

  for (const form of document.querySelectorAll("form[data-preview]")) {
    let timer = null;
    let asking = false;
    let again = false;

    const draw = async () => {
      if (asking) {
        again = true;
        return;
      }
      asking = true;
      /* Not the form itself is the source: it would have to be complete first. */
      const [source] = form.elements;
      const where = { source, target: form.dataset.previewInto, swap: "innerMorph" };
      await htmx.ajax("POST", form.dataset.preview, where).catch(() => {});
      asking = false;
      if (again) {
        again = false;
        draw();
      }
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(draw, PAUSE);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
      for (const [name, value] of [...ctx.request.body]) {
        if (value instanceof File) ctx.request.body.delete(name);
      }
    });
    form.addEventListener("htmx:before:swap", (event) => {
      const { ctx } = event.detail;
      /* A page to sign in, or a mistake, is no preview: what was drawn stays. */
      if (ctx.response && ctx.response.status >= 400) event.preventDefault();
    });
  }
})();
