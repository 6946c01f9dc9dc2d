// form[data-autosave]: htmx sends the form when an answer changes (hx-post, hx-trigger="change"); this tells
// the worker how it went in [data-save-status], tries again until it worked, and sends one
// Idempotency-Key per attempt to save so that a repeat cannot count twice.
(() => {
  const WAITS = [2000, 5000, 15000, 30000];
  const state = new WeakMap();
  const formOf = (event) => event.detail.elt?.closest?.("form[data-autosave]");
  const of = (form) => state.get(form) || state.set(form, { tries: 0, key: "" }).get(form);
  const say = (form, kind, time = "") => {
    const status = document.querySelector("[data-save-status]");
    if (!status) return;
    status.dataset.saveState = kind;
    status.querySelectorAll("[data-when]").forEach((part) => { part.hidden = part.dataset.when !== kind; });
    const clock = status.querySelector("[data-save-time]");
    if (clock && time) clock.textContent = time;
  };
  const now = () => new Date().toLocaleTimeString(document.documentElement.lang || "en", { hour: "numeric", minute: "2-digit" });
  const newKey = () => crypto.randomUUID?.() || Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("-");
  const failed = (event) => {
    const form = formOf(event);
    if (!form) return;
    const mine = of(form);
    say(form, "failed");
    clearTimeout(mine.timer);
    mine.pending = true;
    mine.timer = setTimeout(() => form.dispatchEvent(new Event("autosave-again")), WAITS[Math.min(mine.tries++, WAITS.length - 1)]);
  };
  document.addEventListener("htmx:configRequest", (event) => {
    const form = formOf(event);
    if (!form) return;
    const mine = of(form);
    if (event.detail.triggeringEvent?.type !== "autosave-again" || !mine.key) mine.key = newKey();
    event.detail.headers["Idempotency-Key"] = mine.key;
  });
  document.addEventListener("htmx:beforeRequest", (event) => { const form = formOf(event); if (form) { of(form).pending = true; say(form, "saving"); } });
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event);
    if (!form || !event.detail.successful) return;
    const mine = of(form);
    clearTimeout(mine.timer);
    Object.assign(mine, { tries: 0, key: "", pending: false });
    say(form, "saved", event.detail.xhr.getResponseHeader("X-Saved-At") || now());
  });
  window.addEventListener("online", () => document.querySelectorAll("form[data-autosave]").forEach((form) => { if (of(form).pending) form.dispatchEvent(new Event("autosave-again")); }));
  window.addEventListener("beforeunload", (event) => {
    const waiting = [...document.querySelectorAll("form[data-autosave]")].some((form) => of(form).pending && !of(form).leaving);
    if (waiting) event.preventDefault();
  });
  document.addEventListener("submit", (event) => { if (event.target.matches("form[data-autosave]")) of(event.target).leaving = true; });
})();
