// Time-out: body[data-session-seconds] and [data-session-url]. Two minutes before the end a warning appears; one
// press extends. Anything the worker sends counts as activity; background polling does not.
(() => {
  const WARN = 120;
  document.addEventListener("DOMContentLoaded", () => {
    const length = Number(document.body.dataset.sessionSeconds);
    const box = document.querySelector("[data-session-warning]");
    if (!length || !box) return;
    let ends = Date.now() + length * 1000;
    let before = null;
    const left = box.querySelector("[data-session-left]");
    const extend = () => {
      ends = Date.now() + length * 1000;
      if (!box.hidden) { box.hidden = true; before?.focus?.(); }
    };
    const tick = () => {
      const seconds = Math.round((ends - Date.now()) / 1000);
      if (seconds <= 0) { location.reload(); return; }
      if (seconds > WARN) return;
      if (box.hidden) { before = document.activeElement; box.hidden = false; box.querySelector("[data-session-extend]").focus(); }
      if (seconds % 30 === 0 || !left.textContent) left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    setInterval(tick, 1000);
    box.querySelector("[data-session-extend]").addEventListener("click", async () => {
      const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
      const answer = await fetch(document.body.dataset.sessionUrl, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
      if (answer?.ok) extend();
    });
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful && !event.detail.requestConfig.headers["X-Background"]) extend();
    });
  });
})();
