/* <form data-upload data-sending="… verstuurd" data-checking="Wij controleren het bestand …" data-unsent="…"> shows how far
   an upload is. It posts the form as it is and shows the answer as a page, so that nothing differs without a script.
   In data-sending, {percent} becomes the number. A file of more than data-most bytes is not sent: data-too-large says so. */

function panel(form) {
  const box = document.createElement("div");
  box.className = "dt-upload";
  const bar = box.appendChild(document.createElement("progress"));
  bar.className = "dt-upload__bar";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", form.dataset.sending.replace("{percent}", "0"));
  const words = box.appendChild(document.createElement("p"));
  words.className = "dt-upload__state";
  words.setAttribute("role", "status");
  form.append(box);
  return { box, bar, words };
}

function show(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  document.title = page.title;
  document.body.replaceWith(page.body);
  window.htmx?.process(document.body);
  if (request.responseURL !== location.href) history.pushState({}, "", request.responseURL);
  const first = document.querySelector(".dt-summary") ?? document.querySelector("main");
  first?.focus();
  scrollTo(0, 0);
}

function say(form, words) {
  const { bar, words: place } = panel(form);
  bar.remove();
  place.textContent = words;
}

function isTooLarge(form) {
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  return files.some((file) => file.size > Number(form.dataset.most ?? Infinity));
}

function send(form, submitter) {
  const { box, bar, words } = panel(form);
  const request = new XMLHttpRequest();
  const body = new FormData(form, submitter);
  const free = [...form.elements].filter((one) => !one.disabled); // what is changed now would not be sent
  let told = -1;
  free.forEach((one) => (one.disabled = true));
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total);
    bar.value = percent;
    if (Math.floor(percent / 10) === told) return; // a screen reader need not hear every step
    told = Math.floor(percent / 10);
    words.textContent = form.dataset.sending.replace("{percent}", percent);
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    words.textContent = form.dataset.checking;
  });
  request.addEventListener("load", () => show(request));
  request.addEventListener("error", () => {
    box.remove();
    free.forEach((one) => (one.disabled = false));
    say(form, form.dataset.unsent);
  });
  request.open("POST", form.action);
  request.send(body);
}

addEventListener("popstate", () => location.reload());
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-upload]") || event.defaultPrevented) return;
  event.preventDefault();
  form.querySelectorAll(":scope > .dt-upload").forEach((box) => box.remove());
  if (isTooLarge(form)) say(form, form.dataset.tooLarge);
  else send(form, event.submitter);
});
