// Time-out: body[data-session-seconds], [data-session-longest] and [data-session-url]. Two minutes before the end,
// answers not yet saved are sent and a warning appears; one press extends, unless the longest time is over. Anything
// the worker sends counts as activity; background polling does not.
(() => {
  const WARN = 120;
  const saveFirst = () => {
    document.querySelectorAll("form[data-autosave]").forEach((form) => {
      if (form.dataset.pending) {
        form.dataset.background = "1";
        form.dispatchEvent(new Event("autosave-again"));
      }
    });
  };
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt?.closest?.("form[data-background]");
    if (!form) return;
    event.detail.headers["X-Background"] = "1";
    delete form.dataset.background;
  });
  document.addEventListener("DOMContentLoaded", () => {
    const { sessionSeconds, sessionLongest, sessionUrl } = document.body.dataset;
    const box = document.querySelector("[data-session-warning]");
    if (!Number(sessionSeconds) || !box) return;
    const idle = Number(sessionSeconds);
    let last = Date.now() + Number(sessionLongest || sessionSeconds) * 1000;
    let ends = Date.now() + Number(sessionSeconds) * 1000;
    let before = null;
    const left = box.querySelector("[data-session-left]");
    const button = box.querySelector("[data-session-extend]");
    const extend = (seconds, longest) => {
      if (longest) last = Date.now() + Number(longest) * 1000;
      ends = Math.min(Date.now() + seconds * 1000, last);
      if (!box.hidden && ends - Date.now() > WARN * 1000) { box.hidden = true; before?.focus?.(); }
    };
    const warn = () => {
      saveFirst();
      before = document.activeElement;
      const final = last - Date.now() <= (WARN + 5) * 1000;
      box.querySelectorAll("[data-session-final]").forEach((part) => { part.hidden = (part.dataset.sessionFinal === "yes") !== final; });
      box.hidden = false;
      (final ? box : button).focus();
    };
    const tick = () => {
      const seconds = Math.round((ends - Date.now()) / 1000);
      if (seconds <= 0) { location.reload(); return; }
      if (seconds > WARN) return;
      if (box.hidden) warn();
      if (seconds % 30 === 0 || !left.textContent) left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    setInterval(tick, 1000);
    button.addEventListener("click", async () => {
      const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
      const answer = await fetch(sessionUrl, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
      if (answer?.ok) extend((await answer.json()).seconds, answer.headers.get("X-Session-Longest"));
      else if (answer) location.reload();
    });
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && !event.detail.requestConfig.headers["X-Background"]) extend(idle, event.detail.xhr.getResponseHeader("X-Session-Longest"));
    });
  });
})();
