// A native slider and its typed twin under one name.
function render({ model, el, signal }) {
  const label = document.createElement("label");
  const id = `ib-year-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  label.textContent = model.get("description");
  label.id = id;
  const field = (type) => {
    const input = document.createElement("input");
    input.type = type;
    input.setAttribute("aria-labelledby", id);
    return input;
  };
  const slider = field("range"), typed = field("number");
  const fill = () => {
    for (const input of [slider, typed]) {
      input.min = model.get("min");
      input.max = model.get("max");
      input.disabled = model.get("disabled");
      if (document.activeElement !== typed || input !== typed || Number(typed.value) !== model.get("value")) input.value = model.get("value");
    }
  };
  const set = (value) => {
    const within = Math.max(model.get("min"), Math.min(model.get("max"), Math.round(value)));
    model.set("value", within);
    model.save_changes();
  };
  slider.addEventListener("input", () => set(Number(slider.value)), { signal });
  // typing 2009 passes through 2, 20 and 200: the field is read when it is left or Enter or an arrow is pressed
  typed.addEventListener("change", () => { if (typed.value !== "") set(Number(typed.value)); fill(); }, { signal });
  for (const name of ["value", "min", "max", "disabled"]) model.on(`change:${name}`, fill);
  el.classList.add("widget-inline-hbox", "ib-year");
  el.append(label, slider, typed);
  fill();
}
export default { render };
