/* The list of people: tick everybody on the page at once, and on a narrow screen fold what is counted.
   Without script there are the boxes themselves, and everything stands open. */

const narrow = window.matchMedia("(max-width: 60rem)");

function ready() {
  const button = document.querySelector("[data-tick-all]");
  if (button) button.hidden = false;
  for (const fold of document.querySelectorAll("[data-fold]")) fold.open = !narrow.matches;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tick-all]");
  if (!button) return;
  const boxes = [...button.form.elements].filter((one) => one.type === "checkbox" && !one.disabled);
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
});
document.addEventListener("htmx:afterSwap", ready);
narrow.addEventListener("change", ready);
ready();
