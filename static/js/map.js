/* A map from a <div class="dt-leaflet" data-map="ID"> (templates/_map.html) and the JSON block with that id:

     { "stops": [{ "lat", "lon", "label": "1", "name", "place", "text", "url", "kind": "stop" | "edge" | "lunch",
                   "icon": "flag", "tint": 1…6 }],
       "lines": [{ "points": [[lat, lon], …], "label": "15 min", "group": "a", "back": false }] }

   `place` is written beside the pin, where there is room for it, once for stops at one place.
   Pins can be reached with Tab and opened with Enter; the words inside the <div> stay for who does not see a map.
   Without data-tiles it draws on a plain ground. Where htmx puts another JSON block in place, what is on the map is drawn
   anew and the piece of map that is seen stays. Wants vendor/leaflet.js before it. */

const STROKE = { interactive: false, lineCap: "round", lineJoin: "round" };

function pin(stop, words) {
  const kind = stop.kind && stop.kind !== "stop" ? `dt-pin--${stop.kind}` : `dt-pin--tint-${stop.tint || 1}`;
  const size = stop.kind === "lunch" ? 34 : 38;
  const face = stop.icon ? drawing(stop.icon, words.icons) : document.createElement("span");
  if (!stop.icon) face.textContent = stop.label;
  const icon = L.divIcon({ className: `dt-pin ${kind}`, html: face, iconSize: [size, size] });
  const marker = L.marker([stop.lat, stop.lon], { icon, riseOnHover: true });
  marker.on("add", () => {
    const where = stop.place && stop.place !== stop.name ? `${stop.place}: ${stop.name}` : stop.name;
    marker.getElement().setAttribute("aria-label", [stop.label, where].filter(Boolean).join(" ")); // begins as it reads
  });
  marker.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close);
  });
  return marker.bindPopup(() => balloon(stop, words), { maxWidth: 260 });
}

function drawing(name, sprite) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "dt-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.appendChild(document.createElementNS(svg.namespaceURI, "use")).setAttribute("href", `${sprite}#i-${name}`);
  return svg;
}

function balloon(stop, words) {
  const box = document.createElement("div");
  const name = box.appendChild(document.createElement("b"));
  name.textContent = stop.name;
  if (stop.text) box.append(stop.text);
  if (stop.url) {
    const link = box.appendChild(document.createElement("a"));
    link.href = stop.url;
    link.textContent = words.more;
    link.className = "dt-pin__more";
  }
  return box;
}

function line(map, route) {
  const dashed = route.back ? { dashArray: "1 10" } : {};
  L.polyline(route.points, { ...STROKE, weight: 9, className: "dt-line dt-line--casing" }).addTo(map);
  L.polyline(route.points, { ...STROKE, ...dashed, weight: 5, className: `dt-line dt-line--${route.group || "all"}` }).addTo(map);
  if (!route.label) return;
  const [from, to] = route.points.slice(Math.floor((route.points.length - 2) / 2));
  const text = document.createElement("span");
  text.textContent = route.label;
  const icon = L.divIcon({ className: "dt-pill", html: text, iconSize: null });
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  L.marker(middle, { icon, interactive: false, keyboard: false, zIndexOffset: -500 }).addTo(map);
}

/* Places at one address would hide each other: later pins step aside, around the first. */
function spread(map, pins) {
  const taken = [];
  for (const marker of pins) {
    const home = map.latLngToLayerPoint(marker.getLatLng());
    let spot = home;
    for (let turn = 0; taken.some((other) => other.distanceTo(spot) < 38) && turn < 16; turn += 1) {
      const angle = Math.PI * (0.2 + turn / 4);
      const far = turn < 8 ? 40 : 78;
      spot = home.add([far * Math.cos(angle), far * Math.sin(angle)]);
    }
    taken.push(spot);
    const half = marker.options.icon.options.iconSize[0] / 2;
    marker.getElement().style.marginLeft = `${spot.x - home.x - half}px`;
    marker.getElement().style.marginTop = `${spot.y - home.y - half}px`;
  }
}

/* The name of each place beside its first pin: on the first side where it covers no pin, no minutes, no other name and no
   edge; nowhere when there is no such side. */
function name(canvas, pins, places) {
  for (const old of canvas.querySelectorAll(".dt-pin__name")) old.remove();
  const seen = new Set();
  const taken = [...canvas.querySelectorAll(".dt-pin, .dt-pill, .leaflet-control")].map((other) => other.getBoundingClientRect());
  const edge = canvas.getBoundingClientRect();
  pins.forEach((marker, n) => {
    const { place, lat, lon } = places[n];
    if (!place || seen.has(`${lat} ${lon}`)) return;
    seen.add(`${lat} ${lon}`);
    const pin = marker.getElement();
    const label = pin.appendChild(document.createElement("span"));
    label.textContent = ` ${place}`;
    for (const side of ["right", "left", "above", "below"]) {
      label.className = `dt-pin__name dt-pin__name--${side}`;
      const spot = label.getBoundingClientRect();
      const inside = spot.left > edge.left && spot.right < edge.right && spot.top > edge.top && spot.bottom < edge.bottom;
      if (inside && !taken.some((other) => overlap(spot, other))) {
        taken.push(spot);
        return;
      }
    }
    label.remove();
  });
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

const drawn = new WeakMap(); // by box: its map, what was drawn on it and from which words

function draw(box) {
  const { text, stops, lines } = told(box);
  const places = located(stops);
  if (!places.length) return;
  for (const words of box.children) words.classList.add("dt-sr");
  const canvas = box.appendChild(document.createElement("div"));
  canvas.className = "dt-leaflet__canvas";
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", box.dataset.label);
  const map = L.map(canvas, { scrollWheelZoom: false, dragging: !L.Browser.mobile, zoomControl: false, zoomSnap: 0.5 });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  const bounds = L.latLngBounds(places.map((stop) => [stop.lat, stop.lon]));
  map.fitBounds(bounds, { padding: [48, 48], maxZoom: 16 });
  if (box.dataset.tiles) {
    L.tileLayer(box.dataset.tiles, { maxZoom: 19, attribution: box.dataset.credit }).addTo(map);
  }
  const on = { map, canvas, text, layer: L.layerGroup().addTo(map) };
  drawn.set(box, on);
  fill(on, box, places, lines);
  map.on("zoomend resize", () => on.arrange());
  document.fonts.ready.then(() => on.arrange()); // names are as wide as their letters
}

function told(box) {
  const text = document.getElementById(box.dataset.map).textContent;
  const { stops = [], lines = [] } = JSON.parse(text);
  return { text, stops, lines };
}

const located = (stops) => stops.filter((stop) => stop.lat != null && stop.lon != null);

function fill(on, box, places, lines) {
  on.layer.clearLayers();
  lines.filter((route) => route.points.length > 1).forEach((route) => line(on.layer, route));
  const pins = places.map((stop) => pin(stop, box.dataset).addTo(on.layer));
  on.arrange = () => {
    spread(on.map, pins);
    name(on.canvas, pins, places);
  };
  on.arrange();
}

function refresh() {
  for (const box of document.querySelectorAll("[data-map]")) {
    const on = drawn.get(box);
    if (!on) draw(box);
    else if (on.text !== told(box).text) {
      const { text, stops, lines } = told(box);
      on.text = text;
      fill(on, box, located(stops), lines);
    }
  }
}

document.querySelectorAll("[data-map]").forEach(draw);
document.addEventListener("htmx:afterSettle", refresh);
