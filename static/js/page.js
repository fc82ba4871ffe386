/* On every page: when a form came back with errors, start reading at the list of what is wrong;
   in the workspace: say so when an htmx request fails, for then nothing on the page changes by itself. */

document.querySelector(".dt-summary")?.focus();

function failed() {
  const notice = document.querySelector("[data-failed]");
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector("[role=alert]").textContent = notice.querySelector("template").content.textContent;
}

document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:afterSwap", () => document.querySelector("[data-failed]")?.toggleAttribute("hidden", true));
