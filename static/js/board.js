/* The planning board. Each card carries data-visit and data-start, each stop without a time data-loose and the data-group
   that it is for, the grid data-begin, and the form around it the fields `visit` and `to`. Dragging a card up or down, by
   five minutes a row, sends its new minute; so does dragging a stop without a time into the column of its group. A mouse
   drags anywhere on a card, a finger at the grip. The arrow keys on a card press its own buttons: five minutes, and with
   Alt a place in the order. htmx puts the answer in place; steps.js has quick steps wait for each other. While a card or
   the head of a column has the pointer or the focus, the map shows the way of that group. */

const STEP = 5;
const EDGE = 56; // pixels from the top and the bottom of the screen, where dragging scrolls the page
const board = () => document.getElementById("planbord");
const grid = () => board().querySelector(".dt-board__grid");
const row = () => parseFloat(getComputedStyle(grid()).gridAutoRows);
const clock = (minute) => `${Math.floor(minute / 60) % 24}.${String(minute % 60).padStart(2, "0")}`;
let held = null;

function take(event) {
  const one = event.target.closest?.("[data-visit], [data-loose]");
  if (!one || held || event.button !== 0 || event.target.closest("button, a, summary, details")) return;
  if (event.pointerType !== "mouse" && !event.target.closest(".dt-grip")) return;
  event.preventDefault();
  const words = one.querySelector(".dt-visit__meta, .dt-loose__meta");
  const from = { x: event.clientX + scrollX, y: event.clientY + scrollY };
  held = { one, words, from, before: words.textContent, id: event.pointerId, to: null };
}

function drag(event) {
  if (!held || event.pointerId !== held.id) return;
  held.at = { x: event.clientX, y: event.clientY };
  const far = Math.hypot(held.at.x + scrollX - held.from.x, held.at.y + scrollY - held.from.y);
  if (!held.moving && far < 5) return;
  if (!held.moving) requestAnimationFrame(creep);
  held.moving = true;
  held.one.classList.add("dt-moving");
  follow();
}

/* What is held goes along with the pointer, and says at what time it would begin. */
function follow() {
  const loose = "loose" in held.one.dataset;
  const by = { x: loose ? held.at.x + scrollX - held.from.x : 0, y: held.at.y + scrollY - held.from.y };
  held.shown?.cancel();
  const lift = { transform: `translate(${by.x}px, ${by.y}px)` }; // an animation, for the page allows no inline style
  held.shown = held.one.animate([lift, lift], { duration: 1, fill: "forwards" });
  const minute = loose ? minuteAt(held.at, held.one.dataset.group) : Number(held.one.dataset.start) + (by.y / row()) * STEP;
  held.to = minute === null ? null : Math.max(0, Math.round(minute / STEP) * STEP);
  held.words.textContent = held.to === null ? held.before : clock(held.to);
}

/* The minute at a point of the screen; null outside the column of the group. */
function minuteAt({ x, y }, group) {
  const column = grid().querySelector(`.dt-board__group[data-group="${group}"]`).getBoundingClientRect();
  const top = grid().querySelector(".dt-board__hour").getBoundingClientRect().top;
  if (x < column.left || x > column.right || y < top || y > grid().getBoundingClientRect().bottom) return null;
  return Number(grid().dataset.begin) + Math.floor((y - top) / row()) * STEP;
}

/* Held near the edge of the screen the page goes on by itself. */
function creep() {
  if (!held) return;
  const over = Math.min(0, held.at.y - EDGE) + Math.max(0, held.at.y - innerHeight + EDGE);
  if (over) {
    scrollBy({ top: over / 4, behavior: "instant" });
    follow();
  }
  requestAnimationFrame(creep);
}

function drop(event) {
  if (!held || event.pointerId !== held.id) return;
  const { one, to, moving } = held;
  put();
  if (!moving || to === null || to === Number(one.dataset.start)) return;
  const form = document.getElementById("verzet");
  form.elements.visit.value = one.dataset.visit ?? one.dataset.loose;
  form.elements.to.value = to;
  form.requestSubmit();
}

/* Back where it was: until the answer comes, or because the drag was broken off. */
function put() {
  held.one.classList.remove("dt-moving");
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
  if (held) put();
  across = board()?.querySelector(".dt-board__scroll")?.scrollLeft ?? 0;
});
document.addEventListener("htmx:afterSwap", () => {
  const scroll = board()?.querySelector(".dt-board__scroll");
  if (scroll) scroll.scrollLeft = across;
  ready();
});

function ready() {
  document.querySelectorAll(":is([data-visit], [data-loose]) .dt-grip").forEach((grip) => (grip.hidden = false));
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
