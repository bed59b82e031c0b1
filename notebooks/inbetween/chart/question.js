// A question: a field for its kind, a button, and a reply that screen readers announce. What is right is known to the kernel only.

const fields = {
  choice(question, mark) {
    const inputs = question.options.map((option) => element("input", { type: "radio", name: mark, value: option.id }));
    const nodes = inputs.map((input, i) => element("label", { class: "ib-form-option" }, input, question.options[i].text));
    return {
      nodes,
      read: () => inputs.find((input) => input.checked)?.value ?? null,
      fill: (value) => { for (const input of inputs) input.checked = input.value === value; },
      empty: "Choose one of the answers first.",
    };
  },
  several(question) {
    const inputs = question.options.map((option) => element("input", { type: "checkbox", value: option.id }));
    const nodes = inputs.map((input, i) => element("label", { class: "ib-form-option" }, input, question.options[i].text));
    return {
      nodes,
      read: () => { const on = inputs.filter((input) => input.checked).map((input) => input.value); return on.length ? on : null; },
      fill: (value) => { for (const input of inputs) input.checked = (value ?? []).includes(input.value); },
      empty: "Tick at least one answer first.",
    };
  },
  number(question) {
    const input = element("input", { type: "text", inputmode: "decimal", size: "12", autocomplete: "off" });
    return {
      nodes: [element("label", { class: "ib-form-line" }, input, element("span", {}, question.unit))],
      read: () => input.value.trim() || null,
      fill: (value) => { input.value = value ?? ""; },
      empty: `Write a number first (${question.unit}).`,
    };
  },
  order(question) {
    const list = element("ol"), said = element("p", { class: "ib-form-small", "aria-live": "polite" });
    const move = (item, step, button) => {
      const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (!other) return;
      if (step < 0) other.before(item); else other.after(item);
      button.focus();
      said.textContent = `${item.dataset.text}: place ${[...list.children].indexOf(item) + 1} of ${list.children.length}`;
    };
    const items = question.options.map((option) => {
      const up = element("button", { type: "button", class: "ib-step", "aria-label": `Move up: ${option.text}` }, "↑");
      const down = element("button", { type: "button", class: "ib-step", "aria-label": `Move down: ${option.text}` }, "↓");
      const item = element("li", { "data-id": option.id, "data-text": option.text },
        element("div", { class: "ib-form-line" }, element("span", {}, option.text), up, down));
      up.onclick = () => move(item, -1, up);
      down.onclick = () => move(item, 1, down);
      item.addEventListener("keydown", (event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        move(item, step, event.target);
      });
      return item;
    });
    list.append(...items);
    return {
      nodes: [list, said],
      read: () => [...list.children].map((item) => item.dataset.id),
      fill: (value) => { for (const id of value ?? question.options.map((option) => option.id)) list.append(items.find((item) => item.dataset.id === id)); },
      empty: "",
    };
  },
  match(question) {
    const selects = question.items.map((item) => {
      const select = element("select", { "aria-label": item.text }, element("option", { value: "" }, "choose ..."));
      select.append(...question.options.map((option) => element("option", { value: option.id }, option.text)));
      return select;
    });
    return {
      nodes: question.items.map((item, i) => element("div", { class: "ib-form-line" }, element("span", {}, item.text), selects[i])),
      read: () => (selects.every((select) => select.value) ? Object.fromEntries(selects.map((select, i) => [question.items[i].id, select.value])) : null),
      fill: (value) => selects.forEach((select, i) => { select.value = value?.[question.items[i].id] ?? ""; }),
      empty: "Give every line an answer first.",
    };
  },
  text(question) {
    const area = element("textarea", { rows: "4", "aria-label": question.text });
    return { nodes: [area], read: () => area.value.trim() || null, fill: (value) => { area.value = value ?? ""; }, empty: "Write an answer first." };
  },
};

function render({ model, el, signal }) {
  const mark = `ib-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const title = element("p", { class: "ib-form-title", id: mark, role: "heading", "aria-level": "4" });
  const small = element("p", { class: "ib-form-small" });
  const legend = element("legend"), body = element("fieldset", {}, legend);
  const check = element("button", { class: "ib-main", type: "submit" }), clear = element("button", { type: "button" }, "Clear");
  const reply = element("div", { class: "ib-reply", role: "status" }), note = element("p", { class: "ib-form-small" });
  const form = element("form", { class: "ib-form", "aria-labelledby": mark },
    title, small, body, element("div", { class: "ib-form-buttons" }, check, clear), reply, note);
  el.append(form);
  keepKeys(el, signal);
  let field = null, waiting = null;
  const line = (text) => element("p", {}, text);

  function ask() {
    const question = model.get("question"), before = field?.read();
    title.textContent = question.title;
    small.textContent = [question.where, question.view].filter(Boolean).join(" · ");
    legend.textContent = question.text;
    check.textContent = question.kind === "text" ? "Compare with a model answer" : "Check";
    form.dataset.item = question.item;
    field = fields[question.kind](question, mark);
    // a legend that is taken out and put back while its cell is off the screen gets no room again
    while (legend.nextSibling) legend.nextSibling.remove();
    body.append(...field.nodes, ...(question.nothing ? [line(question.nothing)] : []));
    check.disabled = Boolean(question.nothing);
    const known = before ?? model.get("answer").value;
    if (known !== undefined) field.fill(known);
  }

  function say(right, ...nodes) {
    clearTimeout(waiting);
    if (right === undefined) delete reply.dataset.right; else reply.dataset.right = right;
    reply.replaceChildren(...nodes);
  }
  function answered() {
    const told = model.get("reply");
    if (!told.lines) return say();
    const verdict = { true: "Right.", false: "Not yet.", null: "" }[String(told.right)];
    const first = line("");
    first.append(...(verdict ? [element("strong", {}, `${verdict} `)] : []), told.lines[0]);
    const rest = told.lines.slice(1).map(line);
    if (told.model) rest.push(element("p", {}, element("strong", {}, "Model answer: "), told.model));
    if (told.see?.length) rest.push(element("p", { class: "ib-form-small" }, `Look at: ${told.see.join("; ")}.`));
    if (told.saved) rest.push(element("p", { class: "ib-form-small" }, told.saved));
    say({ true: "yes", false: "no", null: "none" }[String(told.right)], first, ...rest);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = field.read();
    if (value === null) return say("none", line(field.empty));
    model.set("answer", { value, turn: `${Date.now()}-${Math.random()}` });
    model.save_changes();
    waiting = setTimeout(() => {
      say("none", line("Checking ..."));
      waiting = setTimeout(() => say("none", line(
        "The kernel does not answer: it may be busy with a cell, or stopped. This answer is not saved yet. Menu: Run, Run All Cells; then check again.")), 6000);
    }, 600);
  }, { signal });
  clear.addEventListener("click", () => { field.fill(null); say(); }, { signal });
  model.on("change:question", ask);
  model.on("change:reply", answered);
  model.on("change:trouble", () => { if (model.get("trouble")) say("none", line(model.get("trouble"))); });
  const noted = () => { note.textContent = model.get("note"); note.hidden = !model.get("note"); };
  model.on("change:note", noted);
  signal.addEventListener("abort", () => clearTimeout(waiting));
  ask();
  noted();
  answered();
}
export default { render };
