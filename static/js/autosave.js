// form[data-autosave]: htmx sends the form when an answer changes (hx-post, hx-trigger="change, autosave-again"); this
// tells the worker how it went in [data-save-status] and tries again until it worked. Every attempt carries an
// Idempotency-Key that belongs to what is sent: a repeat does nothing, something else has another key. What is typed
// in a form[data-keep] is also kept on this device (keeping.js) until the server has it.
(() => {
  const WAITS = [2000, 5000, 15000, 30000];
  const REFUSED = [400, 403, 404, 409, 410, 413];
  const NOT_CONTENT = ["csrfmiddlewaretoken", "key", "was", "seen"];
  const state = new WeakMap();
  const all = () => [...document.querySelectorAll("form[data-autosave]")];
  const formOf = (event) => event.detail.elt?.closest?.("form[data-autosave]");
  const content = (form) => {
    const body = new URLSearchParams(new FormData(form));
    NOT_CONTENT.forEach((name) => body.delete(name));
    return body.toString();
  };
  const of = (form) => state.get(form) || state.set(form, { tries: 0, key: "", keyFor: null, held: content(form) }).get(form);
  const newKey = () => crypto.randomUUID?.() || Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("-");
  const keyOf = (form) => {
    const [mine, now] = [of(form), content(form)];
    if (mine.keyFor !== now) Object.assign(mine, { key: newKey(), keyFor: now });
    return mine.key;
  };
  const say = (kind, time = "") => {
    const status = document.querySelector("[data-save-status]");
    if (!status) return;
    status.dataset.saveState = kind;
    status.querySelectorAll("[data-when]").forEach((part) => { part.hidden = part.dataset.when !== kind; });
    const clock = status.querySelector("[data-save-time]");
    if (clock && time) clock.textContent = time;
  };
  const now = () => new Date().toLocaleTimeString(document.documentElement.lang || "en", { hour: "numeric", minute: "2-digit" });
  const keep = (form, key = keyOf(form)) => form.hasAttribute("data-keep") && window.keeping?.keep(form, key);
  const pending = (form, is) => { if (is) form.dataset.pending = "1"; else delete form.dataset.pending; };

  const failed = (event) => {
    const form = formOf(event);
    if (!form) return;
    const mine = of(form);
    clearTimeout(mine.timer);
    say("failed");
    pending(form, true);
    if (REFUSED.includes(event.detail.xhr?.status)) { window.keeping?.says("closed"); return; }
    window.keeping?.says("offline");
    mine.timer = setTimeout(() => form.dispatchEvent(new Event("autosave-again")), WAITS[Math.min(mine.tries++, WAITS.length - 1)]);
  };
  const worked = (form, sent, time) => {
    const mine = of(form);
    clearTimeout(mine.timer);
    Object.assign(mine, { tries: 0, held: sent });
    window.keeping?.says("offline", false);
    if (content(form) === sent) { pending(form, false); window.keeping?.forget(form); }
    say("saved", time || now());
    if (mine.goOn) { mine.leaving = true; form.requestSubmit(mine.goOn); }
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const form = formOf(event);
    if (!form) return;
    event.detail.headers["Idempotency-Key"] = keyOf(form);
    of(form).sent = content(form);
  });
  document.addEventListener("htmx:beforeRequest", (event) => { const form = formOf(event); if (form) { pending(form, true); say("saving"); } });
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event);
    if (form && event.detail.successful) worked(form, of(form).sent, event.detail.xhr.getResponseHeader("X-Saved-At"));
  });

  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.form;
      if (!form?.matches("form[data-autosave]")) return;
      const mine = of(form);
      pending(form, true);
      mine.goOn = null;
      clearTimeout(mine.typing);
      mine.typing = setTimeout(() => keep(form), name === "input" ? 250 : 0);
    });
  }
  // A tab that goes away sends what was typed and not left yet; the browser finishes this request without the tab.
  const leave = (form) => {
    const mine = of(form);
    if (mine.leaving || content(form) === mine.held) return;
    const sent = content(form);
    const headers = { "HX-Request": "true", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "Idempotency-Key": keyOf(form) };
    fetch(form.getAttribute("hx-post"), { method: "POST", keepalive: true, headers, body: new URLSearchParams(new FormData(form)) })
      .then((answer) => answer.ok && !answer.redirected && worked(form, sent)).catch(() => null);
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) all().forEach(leave); });
  window.addEventListener("online", () => all().forEach((form) => { if (form.dataset.pending) form.dispatchEvent(new Event("autosave-again")); }));
  window.addEventListener("beforeunload", (event) => { if (all().some((form) => form.dataset.pending && !of(form).leaving)) event.preventDefault(); });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-autosave]")) return;
    const mine = of(form);
    if (!mine.leaving && (mine.tries || !navigator.onLine)) {
      // No connection: leaving the page would lose it. It goes on by itself once the answers are saved.
      event.preventDefault();
      keep(form);
      pending(form, true);
      mine.goOn = event.submitter;
      form.dispatchEvent(new Event("autosave-again"));
      return;
    }
    mine.leaving = true;
    const key = newKey();
    if (form.elements.key) form.elements.key.value = key;
    keep(form, key);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) all().forEach((form) => { of(form).leaving = false; }); });
  document.addEventListener("DOMContentLoaded", () => all().forEach(of));
})();
