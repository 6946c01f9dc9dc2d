// data-options: digits choose an answer of the focused group - two of them, quickly, where it has more than nine;
// data-exclusive unchecks the other boxes.
(() => {
  const QUICK = 700;
  // What was typed so far belongs to one question: another one, or another key, begins anew.
  let typed = "", at = 0, where = null;
  const digitsOff = () => document.body.dataset.shortcuts === "off";
  document.addEventListener("keydown", (event) => {
    const group = event.target.closest?.("[data-options]");
    const digit = /^[0-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (group !== where || !digit) typed = "";
    where = group;
    if (!group || !digit || digitsOff()) return;
    const inputs = group.querySelectorAll("input");
    const more = inputs.length > 9 && typed && event.timeStamp - at < QUICK && inputs[Number(typed + event.key) - 1];
    const before = more ? inputs[Number(typed) - 1] : null;
    typed = more ? typed + event.key : event.key;
    at = event.timeStamp;
    const input = inputs[Number(typed) - 1];
    if (!input) return;
    event.preventDefault();
    if (before?.type === "checkbox") before.click();
    input.focus();
    input.click();
  });
  // Before anybody else hears of the change: what is sent is what is shown.
  document.addEventListener("change", (event) => {
    const box = event.target;
    const group = box.type === "checkbox" && box.checked && box.closest("[data-options]");
    if (!group) return;
    const alone = box.hasAttribute("data-exclusive");
    group.querySelectorAll("input[type=checkbox]").forEach((other) => {
      if (other !== box && (alone || other.hasAttribute("data-exclusive"))) other.checked = false;
    });
  }, true);
})();
