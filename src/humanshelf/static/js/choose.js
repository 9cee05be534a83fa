/* Choosing a second and third wish: no book twice, and when the first of them is likely free.
   Times come from the server, formatted: data-range beside data-from, on the form for the book of
   the page and on each option for the others. */
(() => {
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
