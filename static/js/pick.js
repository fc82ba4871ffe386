/* Picking a place. A click on the map or dragging the pin fills in the two fields; typing them moves the pin.

     <div class="dt-picker" data-pick="ID" data-lat="ID of a field" data-lon="ID of a field" hidden>
       <div class="dt-leaflet"></div> <button type="button"> <p role="status">

   The JSON block with the id of data-pick has what is known already: [{ "lat", "lon", "name" }], to find one's way by,
   also on the plain ground that is there without data-tiles. By keyboard: arrows move the map, the button sets the pin
   in the middle of it. Wants vendor/leaflet.js before it. */

const COUNTRY = { middle: [52.15, 5.4], zoom: 7 };
const CLOSE_BY = 16;

function number(field) {
  const text = field.value.replace("°", "").replace(",", ".").trim();
  return text === "" ? NaN : Number(text);
}

function picker(box) {
  const [lat, lon] = [box.dataset.lat, box.dataset.lon].map((id) => document.getElementById(id));
  const [canvas, button, status] = [".dt-leaflet", "button", "[role=status]"].map((part) => box.querySelector(part));
  const known = JSON.parse(document.getElementById(box.dataset.pick).textContent);
  box.hidden = false;
  const map = L.map(canvas, { scrollWheelZoom: false, zoomControl: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19, attribution: box.dataset.credit }).addTo(map);
  for (const place of known) {
    L.circleMarker([place.lat, place.lon], { radius: 6, interactive: false, className: "dt-picker__known" })
      .bindTooltip(place.name, { permanent: true, direction: "right", className: "dt-picker__name" }).addTo(map);
  }
  const icon = L.divIcon({ className: "dt-pin", html: document.createElement("span"), iconSize: [30, 30] });
  const pin = L.marker(COUNTRY.middle, { icon, draggable: true, keyboard: false, zIndexOffset: 1000 });

  function put(place) {
    const spot = place.wrap();
    lat.value = spot.lat.toFixed(5);
    lon.value = spot.lng.toFixed(5);
    pin.setLatLng(spot).addTo(map);
    status.textContent = `${box.dataset.said} ${lat.value}, ${lon.value}`;
  }

  function follow() {
    const [first, second] = lat.value.split(", "); // both numbers, as maps give them
    if (second && !lon.value) [lat.value, lon.value] = [first, second];
    const there = [number(lat), number(lon)];
    const isPlace = Math.abs(there[0]) <= 90 && Math.abs(there[1]) <= 180;
    if (isPlace) pin.setLatLng(there).addTo(map);
    else pin.remove();
    return isPlace;
  }

  if (follow()) map.setView(pin.getLatLng(), CLOSE_BY);
  else if (known.length) map.fitBounds(known.map((place) => [place.lat, place.lon]), { padding: [48, 48], maxZoom: CLOSE_BY });
  else map.setView(COUNTRY.middle, COUNTRY.zoom);
  map.on("click", ({ latlng }) => put(latlng));
  pin.on("dragend", () => put(pin.getLatLng()));
  button.addEventListener("click", () => put(map.getCenter()));
  for (const field of [lat, lon]) field.addEventListener("change", () => follow() && map.panTo(pin.getLatLng()));
}

document.querySelectorAll("[data-pick]").forEach(picker);
