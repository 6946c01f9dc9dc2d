// Time-out: body[data-session-seconds], [data-session-longest] and [data-session-url]. Two minutes before the end,
// answers not yet saved are sent and a warning appears; one press extends, unless the longest time is over. Anything
// the worker sends counts as activity; background polling does not. At the end the page leads to the sign-in, but never
// away from answers that could not be sent: then it waits for the network, and is covered once nobody types any more.
(() => {
  const WARN = 120;
  const unsaved = () => [...document.querySelectorAll("form[data-autosave][data-pending]")];
  const sendAgain = (form) => form.dispatchEvent(new Event("autosave-again"));
  const saveFirst = () => unsaved().forEach((form) => { form.dataset.background = "1"; sendAgain(form); });
  const cut = () => !navigator.onLine || unsaved().some((form) => form.dataset.waiting);
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt?.closest?.("form[data-background]");
    if (!form) return;
    event.detail.headers["X-Background"] = "1";
    delete form.dataset.background;
  });
  document.addEventListener("DOMContentLoaded", () => {
    const { sessionSeconds, sessionLongest, sessionUrl } = document.body.dataset;
    const box = document.querySelector("[data-session-warning]"), cover = document.querySelector("[data-session-over]");
    if (!Number(sessionSeconds) || !box) return;
    const idle = Number(sessionSeconds) * 1000;
    let last = Date.now() + Number(sessionLongest || sessionSeconds) * 1000;
    let ends = Date.now() + idle;
    let active = Date.now();
    let before = null, over = false, sentFirst = false;
    const left = box.querySelector("[data-session-left]");
    const button = box.querySelector("[data-session-extend]");
    const extend = (time, longest) => {
      if (longest) last = Date.now() + Number(longest) * 1000;
      ends = Math.min(Date.now() + time, last);
      over = sentFirst = false;
      if (!box.hidden && ends - Date.now() > WARN * 1000) { box.hidden = true; before?.focus?.(); }
    };
    const warn = () => {
      before = document.activeElement;
      const final = last - Date.now() <= (WARN + 5) * 1000;
      box.querySelectorAll("[data-session-final]").forEach((part) => { part.hidden = (part.dataset.sessionFinal === "yes") !== final; });
      box.hidden = false;
      (final ? box : button).focus();
    };
    // A page with nothing left to send goes to the sign-in; one with answers goes there when they were sent.
    const end = () => {
      if (!over) unsaved().forEach(sendAgain);
      over = true;
      if (!unsaved().length && navigator.onLine) location.reload();
      else if (cover?.hidden && Date.now() - active >= idle) {
        document.body.classList.add("session-over");
        cover.hidden = false;
        cover.focus();
      }
    };
    const tick = () => {
      const seconds = Math.round((ends - Date.now()) / 1000);
      if (seconds > WARN) return;
      if (!sentFirst) saveFirst();
      sentFirst = true;
      if (cut()) box.hidden = true;
      if (seconds <= 0) { end(); return; }
      if (cut()) return;
      if (box.hidden) warn();
      if (seconds % 30 === 0 || !left.textContent) left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    setInterval(tick, 1000);
    for (const name of ["input", "keydown", "pointerdown"]) document.addEventListener(name, () => { active = Date.now(); });
    cover?.querySelector("button").addEventListener("click", () => { if (unsaved().length) unsaved().forEach(sendAgain); else location.reload(); });
    button.addEventListener("click", async () => {
      const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
      const answer = await fetch(sessionUrl, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
      if (answer?.ok) extend((await answer.json()).seconds * 1000, answer.headers.get("X-Session-Longest"));
      else if (answer) location.reload();
    });
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && !event.detail.requestConfig.headers["X-Background"]) extend(idle, event.detail.xhr.getResponseHeader("X-Session-Longest"));
    });
  });
})();
