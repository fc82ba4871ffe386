/* One step on the board at a time: each says which day it saw, so the next can only be sent when the answer is there. What
   is pressed or dropped meanwhile waits, and is done on the board as it is then. After a no, nothing that waited is done. */

const waiting = [];
let busy = false;

/* What a form asks, whichever day it saw. */
function asked(form) {
  const fields = [...new FormData(form)].filter(([name]) => !["seen", "csrfmiddlewaretoken"].includes(name));
  return form.getAttribute("action") + JSON.stringify(fields);
}

/* How to do a step once more, on a page that was replaced; where it is not there any more, nothing is done. */
function again(form, button) {
  if (form.id === "verzet" && !button) {
    const said = { visit: form.elements.visit.value, to: form.elements.to.value };
    return () => {
      const now = document.getElementById("verzet");
      for (const [name, value] of Object.entries(said)) now.elements[name].value = value;
      now.requestSubmit();
    };
  }
  const named = button?.id ? `#${button.id}` : button?.name && `button[name="${button.name}"][value="${button.value}"]`;
  if (named) return () => document.querySelector(named)?.click();
  const same = asked(form);
  return () => [...document.querySelectorAll("form[hx-target='#planbord']")].find((one) => asked(one) === same)?.requestSubmit();
}

function step(event) {
  if (!event.target.matches("form[hx-target='#planbord']")) return;
  if (!busy) {
    busy = true;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  waiting.push(again(event.target, event.submitter));
}

function next() {
  busy = false;
  if (document.querySelector("#meldingen .utrecht-alert--error")) waiting.length = 0;
  while (waiting.length && !busy) waiting.shift()();
}

function failed(event) {
  if (event.detail.target?.id !== "planbord") return;
  busy = false;
  waiting.length = 0;
}

document.addEventListener("submit", step, true); // before htmx hears of it
document.addEventListener("htmx:afterSettle", (event) => event.target.id === "planbord" && next());
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
