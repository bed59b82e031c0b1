// Cards and piles as a table of radio buttons: Tab moves between cards, arrows between piles, a digit puts a card on a pile.
function render({ model, el, signal }) {
  const cards = model.get("cards"), piles = model.get("piles"), room = model.get("roomy"), before = [];
  const mark = `ib-sort-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const undo = element("button", { type: "button" }, "Undo"), reset = element("button", { type: "button" }, "Start over");
  const left = element("span", { role: "status" });
  const rows = cards.map((card) => {
    const text = element("span", { class: "ib-card", id: `${mark}-${card.id}`, title: card.hint }, card.text);
    const group = element("span", { role: "radiogroup", "aria-labelledby": `${mark}-${card.id}` });
    for (const [place, pile] of piles.entries()) {
      const radio = element("input", { type: "radio", name: `${mark}-${card.id}`, value: pile.id });
      radio.addEventListener("change", () => put(card.id, pile.id), { signal });
      group.append(element("label", {}, radio, element("span", { class: "ib-digit", "aria-hidden": "true" }, `${place + 1}`), pile.label));
    }
    group.addEventListener("keydown", (event) => {
      const pile = piles[Number(event.key) - 1];
      if (!pile) return;
      put(card.id, pile.id);
      group.querySelector(":checked").focus();
    }, { signal });
    return element("div", { class: "ib-card-row" }, text, group);
  });
  const fill = () => {
    const value = model.get("value"), off = model.get("disabled");
    for (const radio of el.querySelectorAll("input")) {
      radio.checked = value[radio.name.slice(mark.length + 1)] === radio.value;
      radio.disabled = off;
    }
    const waiting = cards.length - Object.keys(value).length;
    left.textContent = !cards.length ? "No cards" : waiting ? `${waiting} of ${cards.length} cards to sort` : "All cards sorted";
    undo.disabled = off || !before.length;
    reset.disabled = off || !Object.keys(value).length;
  };
  // in the order of the cards, as the kernel keeps it: page and kernel must name the same state alike
  const replace = (value) => {
    model.set("value", Object.fromEntries(cards.filter((c) => c.id in value).map((c) => [c.id, value[c.id]])));
    model.save_changes();
  };
  const put = (card, pile) => {
    before.push(model.get("value"));
    replace({ ...model.get("value"), [card]: pile });
    fill();
  };
  undo.addEventListener("click", () => { replace(before.pop()); fill(); }, { signal });
  reset.addEventListener("click", () => { before.push(model.get("value")); replace({}); fill(); }, { signal });
  model.on("change:value change:disabled", fill);
  const name = element("span", { class: "ib-sort-name", id: mark }, model.get("description"));
  el.classList.add("inbetween-wide");
  el.append(element("div", { class: "ib-sort", role: "group", "aria-labelledby": mark },
    element("div", { class: "ib-sort-head" }, name, left, undo, reset),
    // more cards than fit on a projector's screen beside their picture move in a box of their own
    element("div", { class: rows.length > room ? "ib-cards ib-many" : "ib-cards", style: `--room: ${room}` }, ...rows)));
  fill();
}
export default { render };
