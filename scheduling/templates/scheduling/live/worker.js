/* Keeps the last state of a page of the day, for when there is no network. Asks the network first, always. */

const KEPT = "dag-1";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === location.origin) {
    event.respondWith(answer(request));
  }
});

async function answer(request) {
  const kept = await caches.open(KEPT);
  const page = request.mode === "navigate";
  const key = page ? new URL(request.url).pathname : request.url;
  let response;
  try {
    response = await fetch(request);
  } catch (noNetwork) {
    const last = await kept.match(key);
    if (last) return last;
    throw noNetwork;
  }
  if (response.ok && response.type === "basic" && !response.redirected) await kept.put(key, response.clone());
  else if (page && response.status < 500) await kept.delete(key); // the link is over, or nobody is logged in any more
  return response;
}
