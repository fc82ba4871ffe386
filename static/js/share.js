/* <button data-copy="https://…" data-copied="Gekopieerd" hidden> copies a link and says so; without a script it stays hidden.
   <button data-share="https://…" data-title="…" hidden> opens the sharing of the device, where there is one. */

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
}
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
}

function say(button, words) {
  const label = button.querySelector("[data-label]") ?? button;
  const before = label.textContent;
  label.textContent = words;
  label.setAttribute("role", "status");
  setTimeout(() => {
    label.textContent = before;
    label.removeAttribute("role");
  }, 3000);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-share]");
  if (!button) return;
  const { copy, copied, share, title } = button.dataset;
  if (copy) {
    await navigator.clipboard.writeText(copy);
    say(button, copied);
  } else {
    navigator.share({ url: share, title }).catch(() => {}); // closing the sheet without sharing is no error
  }
});
