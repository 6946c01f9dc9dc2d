// Rows of links that scroll sideways on a phone begin at the link of the present page.
for (const link of document.querySelectorAll(".tabs [aria-current], .side-nav [aria-current]")) {
  const row = link.closest(".tabs, .side-nav__list, .side-nav");
  const scroller = row.scrollWidth > row.clientWidth ? row : row.parentElement;
  const left = link.getBoundingClientRect().left - scroller.getBoundingClientRect().left;
  scroller.scrollLeft += left - (scroller.clientWidth - link.offsetWidth) / 2;
}
