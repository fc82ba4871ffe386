/* The list of people: tick everybody on the page at once. Without script there are the boxes themselves. */

function ready() {
  const button = document.querySelector("[data-tick-all]");
  if (button) button.hidden = false;
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-tick-all]")) return;
  const boxes = [...document.querySelectorAll('input[type="checkbox"][form="verplaats"]')];
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
});
document.addEventListener("htmx:afterSwap", ready);
ready();
