/* The pages of the day stay readable without network: see worker.js. Without this script they work as any page. */

const KEPT = "dag-1";
const notice = document.querySelector("[data-offline]");

function tell() {
  notice.hidden = navigator.onLine;
}

addEventListener("online", tell);
addEventListener("offline", tell);
tell();

/* What is sent without network would be lost, and the page with it. */
document.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  notice.hidden = false;
  notice.scrollIntoView();
});

if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register("/dag.js", { scope: location.pathname });
  const kept = await caches.open(KEPT);
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src], use")].map(
    (one) => one.href?.baseVal?.split("#")[0] || one.href || one.src,
  );
  await kept.addAll([location.pathname, ...new Set(parts.map((part) => new URL(part, location).href))]);
}
