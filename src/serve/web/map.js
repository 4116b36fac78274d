// A part of the map, or of the days, is chosen by drawing over it; the links beside it do the same.
const SVG = 'http://www.w3.org/2000/svg', LEAST = 8;

function brush(svg, whole, chosen) {
  if (!svg) return;
  let from = null, box = null;
  const at = e => new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const sides = p => {
    const all = svg.viewBox.baseVal, clamp = (v, high) => Math.min(Math.max(v, 0), high);
    const xs = [clamp(from.x, all.width), clamp(p.x, all.width)].sort((a, b) => a - b);
    const ys = whole ? [0, all.height] : [clamp(from.y, all.height), clamp(p.y, all.height)].sort((a, b) => a - b);
    return { left: xs[0], right: xs[1], top: ys[0], bottom: ys[1] };
  };
  svg.addEventListener('pointerdown', e => { if (e.button === 0 && e.pointerType !== 'touch') from = at(e); });
  svg.addEventListener('pointermove', e => {
    if (!from) return;
    const s = sides(at(e));
    if (!box) {
      if (s.right - s.left < LEAST) return;
      box = svg.appendChild(document.createElementNS(SVG, 'rect'));
      box.setAttribute('class', 'brush');
      svg.setPointerCapture(e.pointerId);
    }
    for (const [name, value] of [['x', s.left], ['y', s.top], ['width', s.right - s.left], ['height', s.bottom - s.top]]) box.setAttribute(name, value);
  });
  svg.addEventListener('pointerup', e => {
    const s = from && box && sides(at(e));
    box?.remove();
    from = box = null;
    if (s && s.right - s.left >= LEAST && s.bottom - s.top >= LEAST) chosen(s);
  });
  svg.addEventListener('pointercancel', () => { box?.remove(); from = box = null; });
  svg.addEventListener('dragstart', e => e.preventDefault());
}

function go(values) {
  const to = new URL(location.href);
  for (const [name, value] of Object.entries(values)) to.searchParams.set(name, value);
  location.assign(to);
}

function begin() {
  const map = document.querySelector('.map svg'), time = document.querySelector('.time svg');
  brush(map, false, s => {
    const d = map.dataset, lon = x => Number(d.west) + x / d.scaleX, lat = y => Number(d.north) - y / d.scaleY;
    go({ bbox: [lon(s.left), lat(s.bottom), lon(s.right), lat(s.top)].map(v => v.toFixed(4)).join(',') });
  });
  brush(time, true, s => {
    const d = time.dataset, width = time.viewBox.baseVal.width / d.bars;
    const day = n => new Date(n * 864e5).toISOString().slice(0, 10);
    const first = Math.floor(s.left / width), last = Math.min(Math.floor(s.right / width), d.bars - 1);
    go({ from: day(Number(d.low) + first * d.step), to: day(Number(d.low) + (last + 1) * d.step - 1) });
  });
}
begin();
addEventListener('desk:shown', begin); // the page was put in anew
