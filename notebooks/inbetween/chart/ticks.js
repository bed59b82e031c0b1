// Several of a list: a group of tick boxes under one name.
function render({ model, el, signal }) {
  const mark = `ib-ticks-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const boxes = model.get("options").map((option) => {
    const box = element("input", { type: "checkbox", value: option.id });
    // in the order of the options, as the kernel keeps it: page and kernel must name the same state alike
    box.addEventListener("change", () => {
      model.set("value", boxes.filter((each) => each.checked).map((each) => each.value));
      model.save_changes();
    }, { signal });
    return box;
  });
  const fill = () => {
    for (const box of boxes) {
      box.checked = model.get("value").includes(box.value);
      box.disabled = model.get("disabled");
    }
  };
  for (const name of ["value", "disabled"]) model.on(`change:${name}`, fill);
  el.classList.add("inbetween-wide");
  el.append(element("div", { class: "ib-ticks", role: "group", "aria-labelledby": mark },
    element("span", { class: "ib-sort-name", id: mark }, model.get("description")),
    ...boxes.map((box, i) => element("label", {}, box, model.get("options")[i].text))));
  fill();
}
export default { render };
