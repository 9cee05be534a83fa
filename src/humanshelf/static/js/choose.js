/* Choosing a second and third wish: no book twice, and when the first of them is likely free.
   Times come from the server, formatted: data-range beside data-from, on the form for the book of
   the page and on each option for the others. And on a slow network the button that was tapped
   shows that it works, and is sent once; after so long without an answer it can be tapped again. */
(() => {
  const PATIENCE = 15e3;

  for (const form of document.querySelectorAll("form[data-choose]")) {
    let until = 0;
    const rest = () => {
      until = 0;
      for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
    };
    form.addEventListener("submit", (event) => {
      if (Date.now() < until) return event.preventDefault();
      until = Date.now() + PATIENCE;
      for (const button of form.querySelectorAll("button")) {
        button.setAttribute("aria-disabled", "true");
      }
      return setTimeout(rest, PATIENCE);
    });
    addEventListener("pageshow", rest);
  }

  for (const form of document.querySelectorAll("form")) {
    const selects = [...form.querySelectorAll("select[name=wish]")];
    const first = form.querySelector("input[name=wish]");
    if (!selects.length) continue;

    const update = () => {
      const chosen = [...selects, first].filter(Boolean).map((wish) => wish.value);
      for (const select of selects) {
        for (const option of select.options) {
          const elsewhere = !option.selected && chosen.includes(option.value);
          option.disabled = option.value !== "" && elsewhere;
        }
      }
      const times = [form, ...selects.map((select) => select.selectedOptions[0])]
        .filter((one) => one && one.dataset.from)
        .sort((one, other) => Date.parse(one.dataset.from) - Date.parse(other.dataset.from));
      if (!times.length) return;
      for (const place of form.querySelectorAll("[data-any-range]")) {
        place.textContent = times[0].dataset.range;
      }
    };
    form.addEventListener("change", update);
    addEventListener("pageshow", update);
    update();
  }
})();
