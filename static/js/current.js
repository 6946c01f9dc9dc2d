// Rows of links that scroll sideways on a phone begin at the link of the present page.
for (const link of document.querySelectorAll(".tabs [aria-current], .side-nav [aria-current]")) {
  const row = link.closest(".tabs, .side-nav");
  const left = link.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += left - (row.clientWidth - link.offsetWidth) / 2;
}
