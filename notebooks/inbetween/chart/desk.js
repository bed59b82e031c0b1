// Where a journal goes out and comes in.
function render({ model, el, signal }) {
  const mark = `ib-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`, largest = 5_000_000;
  const name = element("input", { type: "text", id: `${mark}-name`, maxlength: "60", autocomplete: "off", placeholder: "not your real name" });
  const status = element("p", { class: "ib-form-small", role: "status" }), outcome = element("p", { role: "status" });
  const notice = element("p", { class: "ib-form-notice" }), ticks = element("fieldset");
  const button = (text, main) => element("button", { type: "button", ...(main ? { class: "ib-main" } : {}) }, text);
  const json = button("Export my journal", true), html = button("Copy to read (HTML)"), bring = button("Bring in an export ..."), empty = button("Empty this journal ...");
  const file = element("input", { type: "file", accept: ".json,application/json", hidden: "", "aria-label": "An exported journal" });
  el.append(element("div", { class: "ib-form", role: "group", "aria-labelledby": mark },
    element("p", { class: "ib-form-title", id: mark, role: "heading", "aria-level": "4" }, "My journal"), notice,
    element("div", { class: "ib-form-line" }, element("label", { for: `${mark}-name` }, "Pseudonym"), name), ticks,
    element("div", { class: "ib-form-buttons" }, json, html, bring, file, empty), outcome, status));
  keepKeys(el, signal);

  const included = () => [...ticks.querySelectorAll("input:checked")].map((input) => input.value);
  function listSensitive() {
    const items = model.get("sensitive"), on = included();
    ticks.hidden = !items.length;
    ticks.replaceChildren(element("legend", {}, "Sensitive texts stay here unless you tick them:"), ...items.map(({ id, text }) => {
      const input = element("input", { type: "checkbox", value: id });
      input.checked = on.includes(id);
      return element("label", { class: "ib-form-option" }, input, text);
    }));
  }
  const out = (form) => () => model.send({ ask: form, include: included() });
  // asked twice: what is not exported is gone
  let sure = null;
  empty.addEventListener("click", () => {
    clearTimeout(sure);
    if (empty.dataset.sure) {
      // what a dead kernel could not save lies in the page's own store: it is the last reader's too
      try { for (const key of Object.keys(sessionStorage)) if (key.startsWith("inbetween:")) sessionStorage.removeItem(key); } catch { /* no store */ }
      model.send({ ask: "empty" });
      delete empty.dataset.sure;
      empty.textContent = "Empty this journal ...";
      return;
    }
    empty.dataset.sure = "asked";
    empty.textContent = "Really empty it? All answers go";
    sure = setTimeout(() => { delete empty.dataset.sure; empty.textContent = "Empty this journal ..."; }, 8000);
  }, { signal });
  json.addEventListener("click", out("json"), { signal });
  html.addEventListener("click", out("html"), { signal });
  bring.addEventListener("click", () => file.click(), { signal });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    if (chosen.size > largest) { outcome.textContent = `${chosen.name} was not read: larger than any journal.`; return; }
    outcome.textContent = `Reading ${chosen.name} ...`;
    model.send({ ask: "in" }, undefined, [await chosen.arrayBuffer()]);
  }, { signal });
  name.addEventListener("change", () => { model.set("pseudonym", name.value.trim()); model.save_changes(); }, { signal });
  saveSent(model);
  const fill = () => {
    if (document.activeElement !== name) name.value = model.get("pseudonym");
    status.textContent = model.get("status");
    outcome.textContent = model.get("trouble") || model.get("outcome");
    notice.textContent = model.get("notice");
    notice.hidden = !model.get("notice");
  };
  for (const trait of ["pseudonym", "status", "outcome", "notice", "trouble"]) model.on(`change:${trait}`, fill);
  model.on("change:sensitive", listSensitive);
  fill();
  listSensitive();
}
export default { render };
