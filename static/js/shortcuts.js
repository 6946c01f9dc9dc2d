// "/" goes to the search box, "?" to the list of shortcuts (help), Ctrl+Enter sends the form one is in.
// body[data-shortcuts="off"] turns the single keys off.
(() => {
  const typing = (el) => el.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (document.body.dataset.shortcuts === "off") return;
    if (event.key === "/") {
      const box = document.querySelector("[data-shortcut-search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "?") {
      const help = document.querySelector("[data-shortcut-help]");
      if (!help) return;
      help.parentElement.open = true;
      help.focus();
    }
  });
})();
