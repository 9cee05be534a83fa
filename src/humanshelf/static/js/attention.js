/* When it is time to come: a bell, a vibration, the title, a screen that stays lit. All of it may
   be missing or refused, and nothing is kept: the bell rings only after a tap on [data-sound] and
   until the page is closed. Other scripts ask for it by the event "ring", softly at a desk. */
(() => {
  const page = document.documentElement;
  const AWAKE = ["waiting", "ready", "come", "board", "desk"];
  let audio = null;
  let lock = null;
  let state = null;
  let timers = [];
  const plain = document.title;
  page.dataset.lively = "";

  function tone(pitch, after, loud) {
    const start = audio.currentTime + after;
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    voice.type = "triangle";
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(loud, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 1.2);
    voice.connect(volume).connect(audio.destination);
    voice.start(start);
    voice.stop(start + 1.2);
  }

  function ring(soft) {
    if (!audio) return;
    audio.resume();
    if (soft) return tone(523, 0, 0.15);
    tone(880, 0, 0.6);
    tone(659, 0.45, 0.6);
  }

  function calm() {
    for (const timer of timers) clearInterval(timer);
    timers = [];
    if (state === "come") document.title = plain;
  }

  function come() {
    const other = document.querySelector("[data-come-title]");
    if (other) {
      timers.push(setInterval(() => {
        document.title = document.title === plain ? other.dataset.comeTitle : plain;
      }, 1e3));
    }
    if (navigator.vibrate) navigator.vibrate([400, 200, 400]);
    ring();
    for (const after of [10e3, 20e3]) timers.push(setTimeout(ring, after));
  }

  async function stayAwake() {
    const wanted = !document.hidden && AWAKE.includes(state);
    try {
      if (wanted && !lock) {
        lock = await navigator.wakeLock.request("screen");
        lock.onrelease = () => { lock = null; };
      } else if (!wanted && lock) {
        await lock.release();
      }
    } catch {
      lock = null;
    }
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-sound]")) return;
    try {
      audio = audio || new (window.AudioContext || window.webkitAudioContext)();
      page.dataset.sounding = "";
      ring();
    } catch {
      audio = null;
    }
  });
  document.addEventListener("ring", (event) => ring(event.detail === "soft"));
  /* An event in rounds has a bell for all: a later time of it than before is a stroke to hear. An
     earlier one is a stroke that was taken back. */
  const stroke = () => document.querySelector("#main")?.dataset.rang;
  let heard = stroke();
  document.addEventListener("htmx:after:swap", () => {
    const rang = stroke();
    if (rang && rang > (heard || "")) {
      if (navigator.vibrate) navigator.vibrate([600]);
      ring();
      document.dispatchEvent(new CustomEvent("bell"));
    }
    heard = rang;
  });
  document.addEventListener("state", (event) => {
    calm();
    state = event.detail.state;
    if (state === "come") come();
    stayAwake();
  });
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, calm);
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
})();
