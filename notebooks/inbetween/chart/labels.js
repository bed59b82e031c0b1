// Labels beside points that never overlap, at any zoom and width. A trace that carries `meta.labels` (one text a point,
// most important first in `meta.rank`) gets annotations for the labels that find room; the others stay in hover, walk and table.
// An empty text is no label: its point only keeps its place free. With `meta.across` a label may lie across lines, if there is
// no other place for it.

const labelFont = "12px system-ui, sans-serif";
const ruler = document.createElement("canvas").getContext("2d");

function textWidth(text) {
  ruler.font = labelFont;
  return ruler.measureText(text).width;
}

const overlap = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

function placeLabels(plot) {
  const { xaxis, yaxis } = plot._fullLayout;
  const points = [];
  plot.data.forEach((trace) => {
    (trace.meta?.labels ?? []).forEach((text, i) => {
      const x = xaxis.d2p(trace.x[i]), y = yaxis.d2p(trace.y[i]);
      if (x >= 0 && x <= xaxis._length && y >= 0 && y <= yaxis._length)
        points.push({ text, x, y, at: trace.x[i], level: trace.y[i], rank: trace.meta.rank?.[i] ?? 0, colour: trace.meta.colour, across: trace.meta.across });
    });
  });
  const lines = [];
  const taken = points.map((p) => ({ x0: p.x - 6, x1: p.x + 6, y0: p.y - 6, y1: p.y + 6 }));
  plot.data.filter((trace) => trace.mode === "lines").forEach((trace) => trace.x.slice(1).forEach((end, i) => {
    if (end === null || trace.x[i] === null) return;
    const x0 = xaxis.d2p(trace.x[i]), x1 = xaxis.d2p(end), y0 = yaxis.d2p(trace.y[i]), y1 = yaxis.d2p(trace.y[i + 1]);
    // a level line is one box, a slanted one a row of small boxes
    const parts = Math.max(1, Math.ceil(Math.abs(y1 - y0) / 6));
    for (let part = 0; part < parts; part += 1) {
      const at = (share) => [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share];
      const [left, top] = at(part / parts), [right, bottom] = at((part + 1) / parts);
      lines.push({ x0: Math.min(left, right) - 1, x1: Math.max(left, right) + 1, y0: Math.min(top, bottom) - 2, y1: Math.max(top, bottom) + 2 });
    }
  }));
  const annotations = [];
  for (const p of points.filter((each) => each.text).sort((a, b) => a.rank - b.rank)) {
    const width = textWidth(p.text) + 4, height = 15;
    const places = [
      { anchor: "left", shiftX: 8, shiftY: 0 }, { anchor: "right", shiftX: -8, shiftY: 0 },
      { anchor: "center", shiftX: 0, shiftY: 15 }, { anchor: "center", shiftX: 0, shiftY: -15 },
      { anchor: "left", shiftX: 2, shiftY: 15 }, { anchor: "left", shiftX: 2, shiftY: -15 },
      { anchor: "right", shiftX: -2, shiftY: 15 }, { anchor: "right", shiftX: -2, shiftY: -15 },
    ];
    const free = (box) => box.x0 >= 0 && box.x1 <= xaxis._length && box.y0 >= 0 && box.y1 <= yaxis._length && !taken.some((other) => overlap(box, other));
    const tries = places.map((place) => {
      const left = p.x + place.shiftX - { left: 0, center: width / 2, right: width }[place.anchor];
      const box = { x0: left, x1: left + width, y0: p.y - place.shiftY - height / 2, y1: p.y - place.shiftY + height / 2 };
      return { place, box };
    }).filter(({ box }) => free(box));
    const found = tries.find(({ box }) => !lines.some((other) => overlap(box, other))) ?? (p.across ? tries[0] : undefined);
    if (found) {
      const { place, box } = found;
      taken.push(box);
      annotations.push({
        x: p.at, y: p.level, text: p.text, showarrow: false, xanchor: place.anchor, yanchor: "middle",
        xshift: place.shiftX, yshift: place.shiftY, font: { size: 12, color: p.colour ?? "#333" },
      });
    }
  }
  return annotations;
}

const wantsLabels = (figure) => figure.data.some((trace) => trace.meta?.labels);
