// data-refresh="url" data-refresh-seconds="45": asks for news while the tab is visible and puts the answer
// (the refresh bar, or nothing) into the element. Rows change only when the worker presses "Show".
(() => {
  const start = (bar) => {
    const seconds = Math.max(Number(bar.dataset.refreshSeconds) || 45, 20);
    setInterval(() => {
      if (document.hidden || !navigator.onLine || !bar.isConnected) return;
      window.htmx?.ajax("GET", bar.dataset.refresh, { target: bar, swap: "innerHTML" });
    }, seconds * 1000);
  };
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-refresh]").forEach(start));
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt?.hasAttribute?.("data-refresh")) event.detail.headers["X-Background"] = "1";
  });
})();
