// [data-unreachable="address"]: the page that the service worker shows while the portal does not answer. It asks that
// address with growing pauses, at once when the network is back, and then opens what was wanted: the page a form was
// sent from ("back" in the address), else the address itself.
(() => {
  const WAITS = [2000, 5000, 15000, 30000];
  document.addEventListener("DOMContentLoaded", async () => {
    const place = document.querySelector("[data-unreachable]");
    if (!place) return;
    const back = new URLSearchParams(location.search).get("back");
    if (!back && location.pathname === place.dataset.own) return;
    const wanted = new URL(back || location.href, location.href);
    let tries = 0, timer;
    const look = async () => {
      clearTimeout(timer);
      timer = setTimeout(look, WAITS[Math.min(tries++, WAITS.length - 1)]);
      const answer = await fetch(place.dataset.unreachable, { cache: "no-store" }).catch(() => null);
      if (answer?.ok) location.replace(wanted.origin === location.origin ? wanted.href : "/");
    };
    timer = setTimeout(look, WAITS[tries++]);
    window.addEventListener("online", look);
    document.querySelectorAll("[data-look-again]").forEach((link) => link.addEventListener("click", (event) => { event.preventDefault(); look(); }));
    const kept = await window.keeping.kept();
    document.querySelectorAll("[data-kept-pages]").forEach((number) => { number.textContent = kept; number.parentElement.hidden = !kept; });
  });
})();
