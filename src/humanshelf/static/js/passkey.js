/* Passkeys. Inside [data-passkey], which names the address that challenges come from, [data-ask] is
   the button, an input named passkey takes the answer, and [data-failed] shows its words where
   none came. The form in it, or the one around it, is sent then as any other. Where the browser
   has no passkeys nothing of it shows; [data-without], which says so, is hidden where it has. */
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const PARTS = [
    "clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject",
  ];
  const bytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0),
  );
  const text = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  /* What the server asks, as the browser takes it: bytes where it wrote letters. */
  function read(asked) {
    const named = (one) => ({ ...one, id: bytes(one.id) });
    const told = { ...asked, challenge: bytes(asked.challenge) };
    if (asked.user) told.user = named(asked.user);
    if (asked.excludeCredentials) told.excludeCredentials = asked.excludeCredentials.map(named);
    return told;
  }

  function written(made) {
    const response = {};
    for (const part of PARTS) if (made.response[part]) response[part] = text(made.response[part]);
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response });
  }

  /* Null where the server leads elsewhere: somebody has to sign in first, or to enter a code. */
  async function asked(place, form) {
    const sent = new URLSearchParams();
    for (const name of ["csrf_token", "code"]) {
      const field = form.elements.namedItem(name);
      if (field) sent.set(name, field.value);
    }
    const answer = await fetch(place.dataset.passkey, { method: "POST", body: sent });
    if (answer.redirected) {
      location.assign(answer.url);
      return null;
    }
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.wrong || "");
    return told;
  }

  async function ask(place, form) {
    const told = await asked(place, form);
    if (!told) return;
    const publicKey = read(told);
    const made = await (told.user
      ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
    const field = place.querySelector("input[name=passkey]");
    field.disabled = false;
    field.value = written(made);
    form.submit();
  }

  for (const place of document.querySelectorAll("[data-passkey]")) {
    const form = place.closest("form") || place.querySelector("form");
    const button = place.querySelector("[data-ask]");
    const failed = place.querySelector("[data-failed]");
    const code = place.contains(form) ? null : form.querySelector("input[name=code]");

    button.addEventListener("click", async (event) => {
      event.preventDefault();
      if (code) code.required = false;
      const whole = form.reportValidity();
      if (code) code.required = true;
      if (!whole) return;
      button.disabled = true;
      failed.hidden = true;
      failed.textContent = "";
      failed.setAttribute("role", "alert");
      try {
        await ask(place, form);
      } catch (error) {
        failed.hidden = false;
        failed.textContent = error.constructor === Error && error.message || failed.dataset.failed;
        button.disabled = false;
      }
    });
    place.hidden = false;
  }
  for (const without of document.querySelectorAll("[data-without]")) without.hidden = true;
})();
