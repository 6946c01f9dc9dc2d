// data-error-summary: takes focus when it appears; its links move focus into the field. An address that names a field
// puts the focus there.
(() => {
  const CONTROLS = "input:not([type=hidden]), select, textarea";
  const named = () => {
    const group = location.hash.endsWith("_group") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const control = group && (group.querySelector("input:checked") || group.querySelector(CONTROLS));
    if (!control || document.querySelector("[data-error-summary]")) return;
    group.scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  };
  // After the other scripts have put the focus where a page usually begins.
  document.addEventListener("DOMContentLoaded", () => setTimeout(named, 1));
  const focus = (root) => root.querySelector("[data-error-summary]")?.focus();
  document.addEventListener("DOMContentLoaded", () => focus(document));
  document.addEventListener("htmx:load", (event) => focus(event.detail.elt));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".usa-form-group") || field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
})();
