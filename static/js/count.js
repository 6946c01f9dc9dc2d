// data-count-for="id": how many characters are left in that text area.
(() => {
  const show = (note) => {
    const area = document.getElementById(note.dataset.countFor);
    if (!area) return;
    const left = Number(area.dataset.countLimit) - [...area.value].length;
    note.textContent = (left < 0 ? note.dataset.countOver : note.dataset.countLeft).replace("%n", Math.abs(left));
    note.classList.toggle("count--over", left < 0);
  };
  const start = (root) =>
    root.querySelectorAll("[data-count-for]").forEach((note) => {
      let timer;
      show(note);
      document.getElementById(note.dataset.countFor)?.addEventListener("input", () => {
        show(note);
        clearTimeout(timer);
        note.removeAttribute("aria-live");
        timer = setTimeout(() => { note.setAttribute("aria-live", "polite"); show(note); }, 1000);
      });
    });
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:afterSwap", (event) => start(event.detail.target));
})();
