/* The pages of the day without network: the last state stays readable (see worker.js), and what is checked off waits on this
   phone until it can be sent, in order. Each carries a key, so that the server does it once. Without this script the forms
   work as any form. */

const KEPT = "dag-1";
const STORE = `dag:${location.pathname}`;
const AGAIN_MS = 15_000;
const notice = document.querySelector("[data-offline]");
const refused = document.querySelector("[data-refused]");
const line = document.querySelector("[data-queue]");
let sending = false;
let stopped = "";

const queue = {
  all: () => JSON.parse(localStorage.getItem(STORE) ?? "[]"),
  add: (entry) => localStorage.setItem(STORE, JSON.stringify([...queue.all(), entry])),
  done: (key) => localStorage.setItem(STORE, JSON.stringify(queue.all().filter((one) => one.key !== key))),
};

function tell() {
  const waiting = queue.all().length;
  notice.hidden = navigator.onLine;
  if (notice.hidden) refused.hidden = true;
  line.hidden = !waiting && !stopped;
  const count = waiting === 1 ? line.dataset.one : line.dataset.many.replace("{n}", waiting);
  line.querySelector("p").textContent = stopped ? `${line.dataset[stopped]} ${waiting ? count : ""}` : count;
}

/* What was noted shows at once, also after the page was opened anew without network. */
function show({ body }) {
  const said = new URLSearchParams(body);
  const list = document.querySelector("[data-people]");
  if (said.has("person")) {
    const field = document.querySelector(`input[name=person][value="${CSS.escape(said.get("person"))}"]`);
    if (field) check(field.form, said.get("present") === "1");
  } else if (said.has("name") && list) {
    const row = list.querySelector("template").content.cloneNode(true);
    row.querySelector("[data-name]").textContent = said.get("name");
    list.append(row);
  } else if (said.has("stop")) {
    for (const field of document.querySelectorAll(`[name=stop][value="${CSS.escape(said.get("stop"))}"]`)) {
      if (field.form.elements.group?.value === said.get("group")) field.form.dataset.waits = "";
    }
  }
}

function check(form, present) {
  const box = form.querySelector("button");
  const card = form.closest("[data-present]");
  const was = box.getAttribute("aria-pressed") === "true";
  box.setAttribute("aria-pressed", present);
  box.value = present ? "" : "1";
  if (was === present || !card) return;
  card.dataset.present = Number(card.dataset.present) + Number(form.dataset.seats) * (present ? 1 : -1);
  card.querySelector("[data-count]").textContent = card.dataset.count
    .replace("{present}", card.dataset.present)
    .replace("{all}", card.dataset.all);
  card.querySelector(".part")?.setAttribute("width", card.dataset.present);
  card.querySelector(".all")?.setAttribute("x", card.dataset.present);
  card.querySelector(".all")?.setAttribute("width", card.dataset.all - card.dataset.present);
}

async function send({ key, url, body }) {
  const said = new URLSearchParams(body);
  said.set("key", key);
  const signal = AbortSignal.timeout(AGAIN_MS);
  return fetch(url, { method: "POST", body: said, redirect: "manual", signal });
}

async function flush() {
  if (sending) return;
  sending = true;
  stopped = "";
  let sent = false;
  let anew = false;
  try {
    for (let entry = queue.all()[0]; entry; entry = queue.all()[0]) {
      const response = await send(entry);
      if (response.status >= 500) throw new Error("try again");
      if (response.type === "opaqueredirect" || response.status === 403) stopped = "login";
      else if (response.status === 404 || response.status === 410) stopped = "over";
      if (stopped) break;
      queue.done(entry.key);
      sent = true;
      anew ||= response.status !== 204;
    }
  } catch {
    setTimeout(flush, AGAIN_MS);
  }
  sending = false;
  tell();
  if (sent && anew && !queue.all().length && !typing()) location.reload();
  else if (sent) await keep();
}

function typing() {
  return document.activeElement?.matches("input[type=text], input:not([type])") && document.activeElement.value !== "";
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-later]") && crypto.randomUUID) {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter)).toString();
    const entry = { key: crypto.randomUUID(), url: form.action, body };
    queue.add(entry);
    show(entry);
    if (form.elements.name) form.reset();
    tell();
    flush();
  } else if (!navigator.onLine) {
    event.preventDefault();
    notice.hidden = false;
    refused.hidden = false;
    notice.scrollIntoView();
  }
});

addEventListener("online", () => {
  tell();
  flush();
});
addEventListener("offline", tell);
queue.all().forEach(show);
tell();
flush();

async function keep() {
  if (!("serviceWorker" in navigator)) return;
  const kept = await caches.open(KEPT);
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src], use")].map(
    (one) => one.href?.baseVal?.split("#")[0] || one.href || one.src,
  );
  const pages = [location.pathname, ...new Set(parts.map((part) => new URL(part, location).href))];
  await kept.addAll(pages).then(() => tidy(kept)).catch(() => {}); // without network what was kept stays
}

/* After the app was renewed its parts have other names: what no kept page names any more goes. */
async function tidy(kept) {
  const requests = await kept.keys();
  const text = async (those) => (await Promise.all(those.map(async (one) => (await kept.match(one)).text()))).join("");
  const name = (one) => new URL(one.url).pathname.split("/").pop();
  const isPart = (one) => new URL(one.url).pathname.startsWith("/static/");
  const said = await text(requests.filter((one) => !isPart(one)));
  const named = requests.filter((one) => isPart(one) && said.includes(name(one)));
  const drawn = await text(named.filter((one) => name(one).endsWith(".css")));
  for (const one of requests.filter(isPart)) {
    if (!named.includes(one) && !drawn.includes(name(one))) await kept.delete(one);
  }
}

if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register("/dag.js", { scope: location.pathname });
  await keep();
}
