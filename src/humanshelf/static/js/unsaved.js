/* What was typed into form[data-unsaved] and not saved outlives a closed lid, a lost network or a
   slip of the finger: it is kept in this tab's memory, under the form's address and the edition
   that data-unsaved tells, and brought back with a notice and an undo. Where somebody else has
   saved since, nothing is filled in before it is asked for. No files, passwords or hidden fields;
   gone when saved, signed out, or left by the quick exit. data-unsaved-kept is on a form that came
   back refused: what it shows is what was typed. The notice (.unsaved, hidden) stands in the form.
*/
(() => {
  const START = "unsaved:";
  const LEFT_OUT = ["file", "password", "hidden", "submit", "button"];
  const memory = sessionStorage;

  const key = (form) => START + new URL(form.action).pathname;
  const fields = (form) => [...form.elements].filter(
    (one) => one.name && "value" in one && one.tagName !== "BUTTON" && !LEFT_OUT.includes(one.type),
  );
  const ticked = (one) => ["checkbox", "radio"].includes(one.type);

  /* Each field by its name and its place among those of the same name. */
  function read(form) {
    const seen = {};
    return fields(form).map((one) => {
      seen[one.name] = (seen[one.name] || 0) + 1;
      return [one.name, seen[one.name], ticked(one) ? [one.value, one.checked] : [one.value, null]];
    });
  }

  function fill(form, typed) {
    const known = new Map(typed.map(([name, nth, value]) => [`${name} ${nth}`, value]));
    const seen = {};
    for (const one of fields(form)) {
      seen[one.name] = (seen[one.name] || 0) + 1;
      const found = known.get(`${one.name} ${seen[one.name]}`);
      if (!found) continue;
      if (!ticked(one)) one.value = found[0];
      else if (one.value === found[0]) one.checked = found[1];
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function kept(form) {
    try {
      return JSON.parse(memory.getItem(key(form)));
    } catch (broken) {
      return null;
    }
  }

  function keep(form, sent) {
    const entry = { edition: form.dataset.unsaved, typed: read(form), sent };
    try {
      memory.setItem(key(form), JSON.stringify(entry));
    } catch (full) {
      memory.removeItem(key(form)); /* a part of a text would be worse than none */
    }
  }

  function forget() {
    for (const name of Object.keys(memory)) if (name.startsWith(START)) memory.removeItem(name);
  }

  function tell(form, before, typed, newer) {
    const notice = form.querySelector(".unsaved");
    if (!notice) return;
    const back = notice.querySelector("[data-back]");
    const undo = notice.querySelector("[data-undo]");
    const show = (filled) => {
      notice.hidden = false;
      for (const one of notice.querySelectorAll("[data-same]")) one.hidden = newer;
      for (const one of notice.querySelectorAll("[data-newer]")) one.hidden = !newer;
      back.hidden = filled;
      undo.hidden = !filled;
    };
    back.addEventListener("click", () => {
      fill(form, typed);
      show(true);
    });
    undo.addEventListener("click", () => {
      fill(form, before);
      memory.removeItem(key(form));
      notice.hidden = true;
    });
    if (!newer) fill(form, typed);
    show(!newer);
  }

  function offer(form) {
    const now = read(form);
    if ("unsavedKept" in form.dataset) return keep(form, false);
    const entry = kept(form);
    if (!entry || !Array.isArray(entry.typed)) return memory.removeItem(key(form));
    const newer = entry.edition !== form.dataset.unsaved;
    /* Sent, and the edition moved: it was saved. Of what had none, sent is all we know. */
    const saved = entry.sent && (newer || !entry.edition);
    const same = JSON.stringify(entry.typed) === JSON.stringify(now);
    if (saved || same) return memory.removeItem(key(form));
    return tell(form, now, entry.typed, newer);
  }

  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    offer(form);
    form.addEventListener("input", () => keep(form, false));
    form.addEventListener("submit", (event) => {
      /* A preview saves nothing, and opens a page from which one comes back. */
      const preview = event.submitter && event.submitter.hasAttribute("formaction");
      keep(form, !preview);
    });
  }
  addEventListener("submit", (event) => {
    if (/\/(sign-out|lock)$/.test(new URL(event.target.action).pathname)) forget();
  });
  addEventListener("pagehide", () => {
    if ("left" in document.documentElement.dataset) forget();
  });
})();
