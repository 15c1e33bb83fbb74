/** On a phone the menu is wider than the screen: bring the present entry into view. */

const present = document.querySelector(".menu [aria-current]");
const list = present?.closest("ul");
if (list && list.scrollWidth > list.clientWidth) {
  const box = present.getBoundingClientRect();
  list.scrollLeft += box.left - (list.clientWidth - box.width) / 2;
}
