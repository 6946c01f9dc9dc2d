// form[data-call]: Enter goes on to the next question (Shift and Enter begin a new line in a long text), and from the last one to the next page; the first question without
// an answer has the focus when the page opens.
(() => {
  const CONTROLS = "input:not([type=hidden]), select, textarea";
  const groups = (form) => [...form.querySelectorAll(".field")].filter((group) => group.offsetParent && group.querySelector(CONTROLS));
  const enter = (group) => (group.querySelector("input:checked") || group.querySelector(CONTROLS)).focus();
  const answered = (group) => [...group.querySelectorAll(CONTROLS)].some((one) => (["radio", "checkbox"].includes(one.type) ? one.checked : one.value));
  document.addEventListener("keydown", (event) => {
    const form = event.target.form;
    if (event.key !== "Enter" || !form?.matches("form[data-call]") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!event.target.matches("input:not([type=submit]), select, textarea") || event.shiftKey) return;
    event.preventDefault();
    const all = groups(form);
    const next = all[all.findIndex((group) => group.contains(event.target)) + 1];
    if (next) enter(next);
    else form.requestSubmit(form.querySelector("button[type=submit]:not([name=more_rows])"));
  });
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-call]");
    if (!form || document.querySelector("[data-error-summary]")) return;
    // After the other scripts have hidden what is not asked.
    setTimeout(() => {
      const all = groups(form);
      const first = all.find((group) => !answered(group)) || all[0];
      if (first) enter(first);
    });
  });
})();
