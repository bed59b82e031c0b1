// A reader's changes to a coded table: choose a unit, change its entries; each change stands below and can be taken back.
function render({ model, el, signal }) {
  const mark = `ib-changes-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const before = [], fields = model.get("fields");
  const undo = element("button", { type: "button" }, "Undo"), reset = element("button", { type: "button" }, "Start over");
  const said = element("span", { role: "status" }), list = element("span", { class: "ib-changed" });
  const line = element("span", { class: "ib-changed-line" }, said, undo, reset, list);
  const chooser = element("select", { "aria-labelledby": `${mark} ${mark}-unit` });
  const unit = () => model.get("units").find((each) => each.id === chooser.value) ?? model.get("units")[0];
  const original = (id, field) => model.get("units").find((each) => each.id === id)?.now[field] ?? "";
  const present = (id, field) => model.get("value")[id]?.[field] ?? original(id, field);

  // in the order of units and fields, as the kernel keeps it: page and kernel must name the same state alike
  const replace = (value) => {
    const ordered = {};
    for (const { id } of model.get("units")) {
      const kept = fields.filter((f) => f.id in (value[id] ?? {})).map((f) => [f.id, value[id][f.id]]);
      if (kept.length) ordered[id] = Object.fromEntries(kept);
    }
    model.set("value", ordered);
    model.save_changes();
    fill();
  };
  const put = (id, field, entry) => {
    const { [field]: changed, ...others } = model.get("value")[id] ?? {};
    // a change to what stands there anyway can still be taken back
    if (entry === present(id, field) && (changed === undefined || entry !== original(id, field))) return;
    before.push(model.get("value"));
    replace({ ...model.get("value"), [id]: entry === original(id, field) ? others : { ...others, [field]: entry } });
  };
  const inputs = fields.map((field) => {
    const input = field.options
      ? element("select", {}, ...field.options.map((option) => element("option", { value: option.id }, option.text)))
      : element("input", { type: "text", spellcheck: "false" });
    input.addEventListener("change", () => put(unit().id, field.id, input.value), { signal });
    const label = element("label", field.options ? {} : { class: "ib-long" }, field.label, input);
    return { field, input, label };
  });
  const word = (field, entry) => fields.find((f) => f.id === field).options?.find((o) => o.id === entry)?.text ?? entry;

  function fill() {
    const value = model.get("value"), chosen = chooser.value;
    chooser.replaceChildren(...model.get("units").map((each) => element("option", { value: each.id }, (each.id in value ? "* " : "") + each.text)));
    if (model.get("units").some((each) => each.id === chosen)) chooser.value = chosen;
    for (const { field, input } of inputs) {
      input.value = present(unit().id, field.id);
      input.disabled = model.get("disabled");
    }
    chooser.disabled = model.get("disabled");
    const made = Object.entries(value).flatMap(([id, codes]) => Object.entries(codes).map(([field, entry]) => ({ id, field, entry })));
    said.textContent = made.length ? `${made.length} changed` : "";
    list.replaceChildren(...made.map(({ id, field, entry }) => {
      const { text: whole, short } = model.get("units").find((each) => each.id === id);
      const name = short ?? whole;
      // where an entry can change to one other only, the name says it
      const single = fields.length === 1 && fields[0].options?.length === 2;
      const text = single ? name : `${name}: ${fields.length > 1 ? `${fields.find((f) => f.id === field).label} ` : ""}${word(field, entry) || "(empty)"}`;
      const back = element("button", { type: "button", title: `Take back: ${text}` }, text.length > 60 ? `${text.slice(0, 58)}...` : text, " \u00d7");
      back.addEventListener("click", () => { put(id, field, original(id, field)); chooser.focus(); }, { signal });
      return back;
    }));
    line.hidden = !before.length && !made.length;
    undo.disabled = !before.length || model.get("disabled");
    reset.disabled = !made.length || model.get("disabled");
    for (const each of list.children) each.disabled = model.get("disabled");
  }
  chooser.addEventListener("change", fill, { signal });
  undo.addEventListener("click", () => { replace(before.pop()); if (undo.disabled) chooser.focus(); }, { signal });
  reset.addEventListener("click", () => { before.push(model.get("value")); replace({}); chooser.focus(); }, { signal });
  for (const name of ["value", "units", "disabled"]) model.on(`change:${name}`, fill);
  el.classList.add("inbetween-wide");
  el.append(element("div", { class: "ib-changes", role: "group", "aria-labelledby": mark },
    element("span", { class: "ib-sort-name", id: mark }, model.get("description")),
    element("label", { id: `${mark}-unit`, class: "ib-chooser" }, model.get("unit"), chooser), ...inputs.map((each) => each.label), line));
  fill();
}
export default { render };
