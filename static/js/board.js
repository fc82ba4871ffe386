/* The planning board. Each card carries data-visit and data-start, and the form around the grid has the fields `visit` and
   `to`. Dragging a card up or down, by five minutes a row, sends its new minute; the arrow keys on a card press its own
   buttons: five minutes, and with Alt a place in the order. htmx puts the answer in place. While a card or the head of a
   column has the pointer or the focus, the map shows the way of that group. */

const STEP = 5;
const board = () => document.getElementById("planbord");
const clock = (minute) => `${Math.floor(minute / 60) % 24}.${String(minute % 60).padStart(2, "0")}`;
let held = null;

function take(event) {
  const card = event.target.closest?.("[data-visit]");
  if (!card || event.button !== 0 || event.target.closest("button, a, summary, details")) return;
  if (event.pointerType !== "mouse" && !event.target.closest(".dt-grip")) return;
  event.preventDefault();
  const row = parseFloat(getComputedStyle(card.parentElement).gridAutoRows);
  held = { card, row, from: event.clientY, start: Number(card.dataset.start), to: Number(card.dataset.start) };
  held.words = card.querySelector(".dt-visit__meta");
  held.before = held.words.textContent;
  held.id = event.pointerId;
}

function drag(event) {
  if (!held || event.pointerId !== held.id) return;
  const by = event.clientY - held.from;
  if (!held.moving && Math.abs(by) < 5) return;
  held.moving = true;
  held.card.classList.add("dt-moving");
  held.shown?.cancel();
  const lift = { transform: `translateY(${by}px)` }; // an animation, for the page allows no inline style
  held.shown = held.card.animate([lift, lift], { duration: 1, fill: "forwards" });
  const minute = held.start + (by / held.row) * STEP;
  held.to = Math.max(0, Math.round(minute / STEP) * STEP);
  held.words.textContent = clock(held.to);
}

function drop(event) {
  if (!held || (event && event.pointerId !== held.id)) return;
  const { card, to, start, moving } = held;
  put();
  if (!moving || to === start) return;
  const form = document.getElementById("verzet");
  form.elements.visit.value = card.dataset.visit;
  form.elements.to.value = to;
  form.requestSubmit();
}

/* Back where it was: until the answer comes, or because the drag was broken off. */
function put() {
  held.card.classList.remove("dt-moving");
  held.shown?.cancel();
  held.words.textContent = held.before;
  held = null;
}

function press(event) {
  if (event.key === "Escape" && held) return put();
  const card = event.target.closest?.("[data-visit]");
  if (!card || !["ArrowUp", "ArrowDown"].includes(event.key) || event.ctrlKey || event.metaKey) return;
  const names = event.altKey ? ["up", "down"] : ["earlier", "later"];
  const button = card.querySelector(`button[name=${names[event.key === "ArrowUp" ? 0 : 1]}]`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

function light(event) {
  const map = document.getElementById("kaart");
  const group = event.target.closest?.("#planbord [data-group]")?.dataset.group;
  if (!map) return;
  if (group && map.querySelectorAll(".dt-legend li").length > 1) map.dataset.lit = group;
  else delete map.dataset.lit;
}

/* One menu at a time, and none once somebody is elsewhere. */
function fold(event) {
  for (const menu of document.querySelectorAll(".dt-visit__more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

let across = 0;
document.addEventListener("htmx:beforeSwap", () => {
  across = board()?.querySelector(".dt-board__scroll")?.scrollLeft ?? 0;
});
document.addEventListener("htmx:afterSwap", () => {
  const scroll = board()?.querySelector(".dt-board__scroll");
  if (scroll) scroll.scrollLeft = across;
  ready();
});

function ready() {
  document.querySelectorAll("[data-visit] .dt-grip").forEach((grip) => (grip.hidden = false));
}

ready();
document.addEventListener("pointerdown", take);
document.addEventListener("pointermove", drag);
document.addEventListener("pointerup", drop);
document.addEventListener("pointercancel", () => held && put());
document.addEventListener("keydown", press);
document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);
document.addEventListener("click", fold);
