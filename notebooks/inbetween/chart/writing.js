// A text that is saved while it is written. What the kernel has not yet confirmed also lies in the page's own session store, so that
// a dead kernel or a reloaded page loses nothing.
function render({ model, el, signal }) {
  const task = model.get("task"), mark = `ib-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`, draft = `inbetween:${task.id}`;
  const area = element("textarea", { id: `${mark}-text`, rows: "9" });
  const status = element("p", { class: "ib-form-small" }), count = element("p", { class: "ib-form-small" });
  const notice = element("p", { class: "ib-form-notice", role: "status" }), save = element("button", { type: "button" }, "Save now");
  const out = element("button", { type: "button" }, "Export my journal");
  const rows = task.marking.map(({ point, of }) => element("tr", {}, element("td", {}, point), element("td", {}, String(of))));
  const most = task.marking.reduce((sum, { of }) => sum + of, 0);
  const form = element("div", { class: "ib-form", role: "group", "aria-labelledby": mark, "data-item": task.id },
    element("p", { class: "ib-form-title", id: mark, role: "heading", "aria-level": "4" }, task.title),
    element("p", { class: "ib-form-small" }, task.where),
    element("p", {}, element("label", { for: `${mark}-text` }, task.prompt)),
    ...(task.position ? [element("p", { class: "ib-form-notice" }, task.position)] : []),
    notice, area, count, status, element("div", { class: "ib-form-buttons" }, save, out),
    element("details", {}, element("summary", {}, `How it is marked (${most} points)`),
      element("table", {}, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "marking point"), element("th", { scope: "col" }, "of"))), element("tbody", {}, ...rows))));
  el.append(form);
  keepKeys(el, signal);
  let timer = null, waiting = null, turn = "";

  const stored = { get: () => sessionStorage.getItem(draft), set: (text) => sessionStorage.setItem(draft, text), drop: () => sessionStorage.removeItem(draft) };
  const words = () => {
    const number = area.value.split(/\s+/).filter(Boolean).length;
    const [least, most] = task.words;
    count.textContent = `${number} ${number === 1 ? "word" : "words"} (asked: ${least} to ${most})`;
  };
  const told = () => { status.textContent = model.get("status"); };
  const alert = () => { notice.textContent = model.get("trouble") || model.get("notice"); notice.hidden = !notice.textContent; };

  function send() {
    clearTimeout(timer);
    clearTimeout(waiting);
    turn = `${Date.now()}-${Math.random()}`;
    model.set("text", { value: area.value, turn });
    model.save_changes();
    waiting = setTimeout(() => {
      notice.textContent = "Not saved yet: the kernel does not answer. Do not close this tab: your text stays in it, and is saved when the cells are run again (menu: Run, Run All Cells).";
      notice.hidden = false;
    }, 6000);
  }
  area.addEventListener("input", () => {
    try { stored.set(area.value); } catch { /* a page without a store: the kernel still saves */ }
    words();
    clearTimeout(timer);
    timer = setTimeout(send, 1000);
  }, { signal });
  area.addEventListener("blur", () => { if (area.value !== (model.get("text").value ?? "")) send(); }, { signal });
  save.addEventListener("click", send, { signal });
  out.addEventListener("click", () => model.send({ ask: "json", include: [] }), { signal });
  saveSent(model);
  model.on("change:saved", () => {
    if (model.get("saved").turn !== turn) return;
    clearTimeout(waiting);
    if (model.get("saved").durable && area.value === model.get("text").value) try { stored.drop(); } catch { /* nothing was stored */ }
    told();
    alert();
  });
  model.on("change:text", () => { if (model.get("text").turn !== turn && document.activeElement !== area) { area.value = model.get("text").value ?? ""; words(); } });
  model.on("change:status", told);
  model.on("change:notice", alert);
  model.on("change:trouble", alert);
  signal.addEventListener("abort", () => { clearTimeout(timer); clearTimeout(waiting); });

  area.value = model.get("text").value ?? "";
  told();
  alert();
  let found = null;
  try { found = stored.get(); } catch { /* no store */ }
  if (found !== null && found !== area.value) {
    area.value = found;
    send();
  }
  words();
}
export default { render };
