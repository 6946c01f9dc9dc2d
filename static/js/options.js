// data-options: digits choose an answer of the focused radio group; data-exclusive unchecks the other boxes.
(() => {
  const digitsOff = () => document.body.dataset.shortcuts === "off";
  document.addEventListener("keydown", (event) => {
    const group = event.target.closest?.("[data-options]");
    if (!group || digitsOff() || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    const input = group.querySelectorAll("input")[Number(event.key) - 1];
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.click();
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    const group = box.type === "checkbox" && box.checked && box.closest("[data-options]");
    if (!group) return;
    const alone = box.hasAttribute("data-exclusive");
    group.querySelectorAll("input[type=checkbox]").forEach((other) => {
      if (other !== box && (alone || other.hasAttribute("data-exclusive"))) other.checked = false;
    });
  });
})();
