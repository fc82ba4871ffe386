/* <ol data-sort="form-id"> whose items carry data-id: after dragging at .dt-grip the new order goes, with commas between,
   into the field `order` of that form, which is then sent (by htmx, when the form says so). The buttons beside it do the
   same without dragging. Wants vendor/Sortable.min.js before it. */

function make(list) {
  list.classList.add("dt-sortable");
  list.querySelectorAll(".dt-grip").forEach((grip) => (grip.hidden = false));
  Sortable.create(list, {
    handle: ".dt-grip",
    draggable: "[data-id]",
    animation: 150,
    ghostClass: "dt-sorting",
    onEnd({ oldIndex, newIndex }) {
      if (oldIndex === newIndex) return;
      const form = document.getElementById(list.dataset.sort);
      const items = [...list.querySelectorAll(":scope > [data-id]")];
      form.elements.order.value = items.map((item) => item.dataset.id).join(",");
      form.requestSubmit();
    },
  });
}

function all(root) {
  root.querySelectorAll("[data-sort]:not(.dt-sortable)").forEach(make);
}

all(document);
document.addEventListener("htmx:load", (event) => all(event.detail.elt.parentElement ?? document));
