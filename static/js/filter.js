/* <input type="search" data-filter="table-id"> hides the rows (tbody tr, or li) in which not all typed words stand, also in
   their fields. [data-filter-count="table-id"] tells how many are left: its data-one and data-many with {n};
   [data-filter-none="table-id"] is shown when none is. Without a script the field is an ordinary search. */

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function words(row) {
  const fields = [...row.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const typed = fields.map((field) => field.selectedOptions?.[0]?.text ?? field.value);
  const text = [...row.querySelectorAll("th, td, :scope > *")].map((cell) => cell.textContent);
  return plain([row.dataset.words ?? "", ...(text.length ? text : [row.textContent]), ...typed].join(" "));
}

function apply(input) {
  const id = input.dataset.filter;
  const wanted = plain(input.value).split(/\s+/).filter(Boolean);
  const rows = document.querySelectorAll(`#${id} tbody tr, #${id} > li`);
  let left = 0;
  for (const row of rows) {
    const found = words(row);
    row.hidden = !wanted.every((word) => found.includes(word));
    left += row.hidden ? 0 : 1;
  }
  for (const count of document.querySelectorAll(`[data-filter-count="${id}"]`)) {
    count.textContent = (left === 1 ? count.dataset.one : count.dataset.many).replace("{n}", left);
  }
  for (const none of document.querySelectorAll(`[data-filter-none="${id}"]`)) none.hidden = left > 0;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filter]")) apply(event.target);
});
document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll("[data-filter]").forEach((input) => input.value && apply(input));
});
