// [data-quick-exit]: the page disappears at once, and the neutral page takes its place in the history.
document.addEventListener("click", (event) => {
  const exit = event.target.closest("[data-quick-exit]");
  if (!exit) return;
  event.preventDefault();
  document.body.hidden = true;
  document.title = "";
  window.location.replace(exit.href);
});
