// What a reader can take away from a view: its table as CSV, its picture with title and source, its citation, its code.

const readable = (value) => {
  if (value === null || value === undefined) return "";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 10000) return String(value);
  return value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 3 : 1 });
};

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function csvCell(value) {
  let text = value === null || value === undefined ? "" : String(value);
  // a spreadsheet would run such a text as a formula, also after a separator that it may split the text at
  if (typeof value === "string") text = text.replace(/(^|[;\t\r\n])(\s*)([=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1$2'$3");
  return /[",;\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function saveTable(view) {
  const lines = [view.columns, ...view.rows].map((row) => row.map(csvCell).join(","));
  save(`${view.name}.csv`, new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" }));
}

async function savePicture(Plotly, plot, view, format) {
  const width = 1000, layout = structuredClone(plot.layout), wrap = (text, length) => text.replace(new RegExp(`(.{1,${length}})( |$)`, "g"), "$1<br>");
  layout.width = width;
  layout.height = (plot.layout.height ?? 330) + 140;
  layout.margin = { ...layout.margin, t: (layout.margin?.t ?? 10) + 50, b: (layout.margin?.b ?? 30) + 90 };
  layout.title = { text: wrap(view.title, 110), x: 0.01, xanchor: "left", y: 0.98, yanchor: "top", font: { size: 17 } };
  layout.annotations = [...(layout.annotations ?? []), {
    text: wrap(`${view.summary} Source: ${view.sourceLines}.`, 165), xref: "paper", yref: "paper", x: 0, y: 0, yshift: -38, xanchor: "left", yanchor: "top",
    showarrow: false, align: "left", font: { size: 11, color: "#444" },
  }];
  const address = await Plotly.toImage({ data: plot.data, layout }, { format, width, height: layout.height, scale: format === "png" ? 2 : 1 });
  save(`${view.name}.${format}`, await (await fetch(address)).blob());
}

// A file that the kernel sends is saved by the browser.
function saveSent(model) {
  model.on("msg:custom", (message, buffers) => {
    if (message.file) save(message.file, new Blob([buffers[0]], { type: message.file.endsWith(".html") ? "text/html" : "application/json" }));
  });
}
