// One chart: title, picture, live sentence, sources, table, things to take away. `view` comes from the kernel; views for all
// states of an exhibit's discrete controls may be kept here, and then the picture never waits for the kernel.

function skeleton() {
  const id = `ib-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const parts = {
    title: element("div", { class: "ib-title", id, role: "heading", "aria-level": "4" }),
    plot: element("div", { class: "ib-plot", tabindex: "0", role: "group", "aria-roledescription": "chart", "aria-labelledby": id }),
    note: element("div", { class: "ib-wait" }, "Loading the picture ..."),
    point: element("p", { class: "ib-point", "aria-live": "polite" }),
    summary: element("p", { class: "ib-summary", role: "status" }),
    source: element("p", { class: "ib-source" }),
    kept: element("p", { class: "ib-source" }),
    notes: element("details", { class: "ib-notes" }, element("summary", {}, "Notes"), element("ul")),
    table: element("details", { class: "ib-table" }, element("summary", {}, "Table")),
    buttons: element("span", { class: "ib-buttons" }),
    panel: element("div", { class: "ib-panel", hidden: "" }),
  };
  parts.stage = element("div", { class: "ib-stage" }, parts.plot, parts.note);
  parts.foot = element("div", { class: "ib-foot" }, parts.table, parts.notes, parts.buttons);
  parts.root = element("div", { class: "ib-chart", role: "group", "aria-labelledby": id },
    parts.title, parts.stage, parts.point, parts.summary, element("div", { class: "ib-under" }, parts.source, parts.kept), parts.foot, parts.panel);
  return parts;
}

function buildTable(view) {
  const head = element("tr", {}, ...view.columns.map((name) => element("th", { scope: "col" }, name)));
  const body = view.rows.map((row) => element("tr", {}, ...row.map((value) =>
    element("td", typeof value === "number" ? { class: "ib-number" } : String(value).length > 60 ? { class: "ib-long" } : {}, readable(value)))));
  const table = element("table", {}, element("caption", {}, view.title), element("thead", {}, head), element("tbody", {}, ...body));
  return element("div", { class: "ib-rows", tabindex: "0", role: "region", "aria-label": `Table: ${view.title}` }, table);
}

function takeaways(parts, current, plotly, sources) {
  const open = (text) => {
    const closing = parts.panel.dataset.text === text && !parts.panel.hidden;
    parts.panel.hidden = closing;
    parts.panel.dataset.text = text;
    const copy = element("button", { type: "button" }, "Copy");
    copy.onclick = () => navigator.clipboard?.writeText(text).then(() => { copy.textContent = "Copied"; });
    parts.panel.replaceChildren(element("pre", { tabindex: "0" }, text), ...(navigator.clipboard ? [copy] : []));
  };
  const picture = (format) => async () => {
    try { await savePicture(await plotly(), parts.plot, current(), format); } catch (reason) { open(`No picture could be made: ${reason.message}`); }
  };
  const entries = [
    ["Data (CSV)", "Save this table as a CSV file", () => saveTable(current())],
    ["SVG", "Save this picture as an SVG file", picture("svg")],
    ["PNG", "Save this picture as a PNG file", picture("png")],
    ["Cite", "Show how to cite the sources of this view", () => open(current().sources.map((id) => sources()[id].citation).join("\n\n"))],
    ["Code", "Show the line of Python that makes this view", () => open(current().code)],
  ];
  for (const [label, title, act] of entries) {
    const button = element("button", { type: "button", title }, label);
    button.onclick = act;
    parts.buttons.append(button);
  }
}

async function readControls(model, host) {
  return await Promise.all(model.get("controls").map(async ([name, ref, trait]) => ({ name, trait, model: await host.getModel(ref) })));
}

async function render({ model, el, host, signal }) {
  const parts = skeleton();
  el.append(parts.root);
  keepKeys(el, signal);

  let shown = null, answer = null, arrivals = 0, Plotly = null, width = 0, controls = [], waiting = null, zooming = false;
  const store = new Map();
  const questions = new Map();

  // several views of one chart hear each other's answers: each question has a name of its own
  const ask = (what, more = {}) => new Promise((yes) => {
    const id = crypto.getRandomValues(new Uint32Array(2)).join("-");
    questions.set(id, yes);
    model.send({ ask: what, id, ...more });
  });
  model.on("msg:custom", (answer, buffers) => {
    questions.get(answer.id)?.({ ...answer, bytes: buffers[0] });
    questions.delete(answer.id);
  });

  const loading = loadPlotly(ask);
  loading.catch((reason) => { if (!signal.aborted) say(`The picture could not be loaded (${reason.message}). The table below holds the same figures.`); });
  takeaways(parts, () => ({ ...shown, sourceLines: sourceLines(shown) }), () => loading, () => model.get("sources"));

  const sourceLines = (view) => view.sources.map((id) => model.get("sources")[id].line).join("; ");

  function say(text) {
    parts.note.textContent = text;
    parts.note.hidden = !text;
  }

  function drawPicture() {
    const figure = shown.figure;
    parts.stage.hidden = !figure && !shown.error;
    parts.plot.hidden = !figure || Boolean(shown.error);
    if (shown.error) return say(shown.error);
    if (!figure) return say("");
    if (!Plotly || !width) return;
    say("");
    const narrow = width < 480;
    const layout = { ...figure.layout, ...(narrow ? figure.layout.meta?.narrow : {}), width, autosize: false };
    const data = narrow ? figure.data.map((trace) => ({ ...trace, ...trace.meta?.narrow })) : figure.data;
    parts.stage.style.minHeight = `${layout.height}px`;
    zooming = true;
    Plotly.react(parts.plot, data, layout, { displayModeBar: false, responsive: false, showTips: false, scrollZoom: false, doubleClick: false });
    if (wantsLabels(figure)) Plotly.relayout(parts.plot, { annotations: [...(layout.annotations ?? []), ...placeLabels(parts.plot)] });
    zooming = false;
    if (!parts.plot.dataset.listening) listen();
    parts.root.dataset.painted = String(Number(parts.root.dataset.painted ?? 0) + 1);
  }

  // Drawing a box on the picture zooms, a double click shows all: the controls that hold the range follow, and with them
  // sentence and table.
  function listen() {
    parts.plot.dataset.listening = "yes";
    const setRange = (limit) => (shown?.figure?.layout?.meta?.range ?? []).forEach((name, i) => {
      const control = controls.find((c) => c.name === name);
      control?.model.set(control.trait, limit(control.model, i));
      control?.model.save_changes();
    });
    parts.plot.on("plotly_relayout", (change) => {
      if (zooming || !("xaxis.range[0]" in change)) return;
      setRange((_, i) => Math.round(change[`xaxis.range[${i}]`]));
    });
    parts.plot.on("plotly_click", (event) => pick(event.points[0].x));
    parts.plot.on("plotly_doubleclick", () => setRange((control, i) => control.get(i === 0 ? "min" : "max")));
  }

  // A point that is clicked, or walked to and taken with Enter, sets the control that the figure names.
  function pick(x) {
    const control = controls.find((c) => c.name === shown?.figure?.layout?.meta?.pick);
    control?.model.set(control.trait, Math.round(x));
    control?.model.save_changes();
  }

  function drawTable() {
    parts.table.querySelector(".ib-rows")?.remove();
    if (parts.table.open) parts.table.append(buildTable(shown));
  }

  function settle() {
    clearTimeout(waiting);
    if (parts.root.classList.contains("ib-stale")) say("");
    parts.root.classList.remove("ib-stale");
  }

  function show(view) {
    shown = view;
    settle();
    if (parts.title.textContent !== view.title) parts.title.textContent = view.title;
    if (parts.summary.textContent !== view.summary) parts.summary.textContent = view.summary;
    parts.source.textContent = view.sources.length ? `Source: ${sourceLines(view)}.` : "";
    parts.table.firstChild.textContent = `Table (${view.rows.length} ${view.rows.length === 1 ? "row" : "rows"})`;
    parts.notes.hidden = !view.notes.length;
    parts.notes.firstChild.textContent = `Notes on the data (${view.notes.length})`;
    parts.notes.lastChild.replaceChildren(...view.notes.map((text) => element("li", {}, text)));
    parts.panel.hidden = true;
    parts.point.textContent = "";
    parts.root.dataset.key = JSON.stringify(view.key);
    drawPicture();
    drawTable();
  }

  const pageKey = () => JSON.stringify(controls.map((c) => c.model.get(c.trait)));

  function follow() {
    const key = pageKey();
    if (shown && !shown.error && JSON.stringify(shown.key) === key) return settle();
    if (answer && JSON.stringify(answer.key) === key) return show(answer);
    if (store.has(key)) return show(store.get(key));
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      parts.root.classList.add("ib-stale");
      say("Computing ...");
      waiting = setTimeout(() => say("The kernel does not answer: it may be busy with a cell, or stopped. This is the picture from before. Menu: Run, Run All Cells."), 8000);
    }, 400);
  }

  async function fromKernel() {
    const turn = ++arrivals, view = JSON.parse(await unpack(model.get("view")));
    if (turn !== arrivals || signal.aborted) return;
    answer = view;
    if (!controls.length || answer.error || JSON.stringify(answer.key) === pageKey()) {
      // a view of the same state is shown again when the kernel has renewed it
      const renewed = answer.edition > (shown?.edition ?? 0);
      if (!shown || shown.error || answer.error || JSON.stringify(shown.key) !== JSON.stringify(answer.key) || answer.key === null || renewed) show(answer);
    }
  }

  // All states of the discrete controls, fetched in small parts after the first paint; a change of the others starts anew.
  let fetches = 0;
  async function keepStates() {
    const edition = model.get("states");
    if (!edition || signal.aborted) return;
    const turn = ++fetches;
    let next = 0;
    store.clear();
    while (next !== null) {
      const part = await ask("states", { edition, next });
      if (turn !== fetches || signal.aborted) return;
      for (const view of JSON.parse(await unpack(part.bytes))) store.set(JSON.stringify(view.key), view);
      next = part.next;
    }
    parts.root.dataset.states = String(store.size);
  }
  let later = null;
  const keepStatesSoon = (pause) => { clearTimeout(later); later = setTimeout(keepStates, pause); };

  parts.table.addEventListener("toggle", drawTable);
  const walk = walker(parts.plot, (text) => { parts.point.textContent = text; }, pick);
  parts.plot.addEventListener("keydown", (event) => { if (Plotly && parts.plot.data) walk(event, Plotly); });

  const resized = new ResizeObserver(() => {
    const now = Math.floor(parts.stage.clientWidth || parts.root.clientWidth);
    if (!now || now === width) return;
    width = now;
    if (shown) drawPicture();
  });
  resized.observe(parts.root);
  signal.addEventListener("abort", () => {
    resized.disconnect();
    clearTimeout(waiting);
    clearTimeout(later);
    store.clear();
    if (Plotly) Plotly.purge(parts.plot);
  });

  const noted = () => { parts.kept.textContent = model.get("note"); parts.root.dataset.item = model.get("item"); };
  model.on("change:note", noted);
  model.on("change:item", noted);
  noted();
  model.on("change:view", fromKernel);
  await fromKernel();
  model.on("change:states", () => keepStatesSoon(700));
  controls = await readControls(model, host);
  for (const c of controls) c.model.on(`change:${c.trait}`, () => queueMicrotask(follow));
  follow();
  Plotly = await loading;
  if (signal.aborted) return;
  drawPicture();
  keepStatesSoon(100);
}

export default { render };
