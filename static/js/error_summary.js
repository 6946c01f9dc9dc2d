// data-error-summary: takes focus when it appears; its links move focus into the field.
(() => {
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
