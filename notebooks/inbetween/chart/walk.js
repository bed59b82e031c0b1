// Arrow keys on the picture walk its points: left and right along a series, up and down between series; Enter takes one.

function spoken(trace, i) {
  if (trace.hovertext) return trace.hovertext[i].replaceAll("<br>", " ");
  const parts = [trace.x?.[i], trace.y?.[i]].filter((v) => v !== undefined && v !== null);
  return `${trace.name ?? ""}: ${parts.map((v) => (typeof v === "number" ? readable(v) : v)).join(", ")}`;
}

function walker(plot, say, pick) {
  let curve = 0, point = -1;
  const walkable = () => plot.data.map((t, c) => ({ t, c })).filter(({ t }) => t.hoverinfo !== "skip" && t.visible !== false && t.x?.length);
  return (event, Plotly) => {
    const series = walkable();
    if (!series.length) return;
    if (curve >= series.length) { curve = 0; point = -1; }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (turn) {
      const x = series[curve].t.x[point];
      curve = (curve + turn + series.length) % series.length;
      point = Math.max(0, series[curve].t.x.indexOf(x));
    } else if (step || event.key === "Home" || event.key === "End") {
      const last = series[curve].t.x.length - 1;
      let next = event.key === "Home" ? 0 : event.key === "End" ? last : point + step;
      // a gap in a series has no point to stop at
      while (next > 0 && next < last && series[curve].t.y[next] === null) next += step || (event.key === "Home" ? 1 : -1);
      point = Math.min(last, Math.max(0, next));
    } else if (event.key === "Enter" && point >= 0) {
      pick(series[curve].t.x[point]);
      return;
    } else if (event.key === "Escape") {
      Plotly.Fx.unhover(plot);
      say("");
      return;
    } else return;
    event.preventDefault();
    const { t, c } = series[curve];
    say(spoken(t, point));
    try {
      Plotly.Fx.hover(plot, [{ curveNumber: c, pointNumber: point }], (t.xaxis ?? "x") + (t.yaxis ?? "y"));
    } catch { /* a point outside the drawn range has no hover label; the spoken value stands */ }
  };
}
