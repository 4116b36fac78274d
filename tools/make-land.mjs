// make-land.mjs OUT: coast lines for the report's map, from Natural Earth through the npm package
// world-atlas (land-10m, public domain). No state border is in this data set, and none is drawn.
// Run in a folder where `npm i world-atlas@2 topojson-client@3` was done.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createHash } from "node:crypto";

const require = createRequire(process.cwd() + "/");
const { feature } = require("topojson-client");
const file = require.resolve("world-atlas/land-10m.json");
const bytes = readFileSync(file);
const version = JSON.parse(readFileSync(require.resolve("world-atlas/package.json"))).version;
const topology = JSON.parse(bytes);
const land = feature(topology, topology.objects.land);

const TOLERANCE = 0.03; // degrees; about 3 km, less than a pixel of the map
const SMALLEST = 0.12; // islands smaller than this in both directions are left out

function distance(p, a, b) {
  const dx = b[0] - a[0], dy = b[1] - a[1];
  const len = dx * dx + dy * dy;
  const t = len ? Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / len)) : 0;
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

// Douglas and Peucker, 1973, with a stack of its own.
function simplify(ring) {
  const keep = new Uint8Array(ring.length);
  keep[0] = keep[ring.length - 1] = 1;
  const stack = [[0, ring.length - 1]];
  while (stack.length) {
    const [from, to] = stack.pop();
    let far = -1, best = TOLERANCE;
    for (let i = from + 1; i < to; i++) {
      const d = from === 0 && to === ring.length - 1 && ring[0][0] === ring[to][0] && ring[0][1] === ring[to][1]
        ? Math.hypot(ring[i][0] - ring[0][0], ring[i][1] - ring[0][1])
        : distance(ring[i], ring[from], ring[to]);
      if (d > best) { best = d; far = i; }
    }
    if (far < 0) continue;
    keep[far] = 1;
    stack.push([from, far], [far, to]);
  }
  return ring.filter((_, i) => keep[i]);
}

const rings = [];
for (const f of land.features ?? [land]) {
  for (const polygon of f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates) {
    for (const ring of polygon) {
      const xs = ring.map((p) => p[0]), ys = ring.map((p) => p[1]);
      const w = Math.max(...xs) - Math.min(...xs), h = Math.max(...ys) - Math.min(...ys);
      if (w < SMALLEST && h < SMALLEST) continue;
      const s = simplify(ring).map((p) => [Math.round(p[0] * 100), Math.round(p[1] * 100)]);
      if (s.length >= 4) rings.push(s);
    }
  }
}
rings.sort((a, b) => a[0][0] - b[0][0] || a[0][1] - b[0][1] || a.length - b.length);
const lines = rings.map((r) => {
  let x = 0, y = 0;
  return r.map((p) => { const d = `${p[0] - x},${p[1] - y}`; x = p[0]; y = p[1]; return d; }).join(" ");
});
const head = [
  "# Land, cut and simplified by tools/make-land.mjs; even-odd rings, each step in hundredths of a degree: dlon,dlat.",
  `# Source: Natural Earth land 1:10m (public domain), npm package world-atlas ${version}, land-10m.json,`,
  `# SHA-256 ${createHash("sha256").update(bytes).digest("hex")}. No state borders.`,
];
writeFileSync(process.argv[2], head.concat(lines).join("\n") + "\n");
console.log(`${rings.length} rings, ${lines.join("\n").length} bytes`);
