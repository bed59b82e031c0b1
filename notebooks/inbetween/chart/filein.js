// A file of the reader's, or a text that is pasted, goes to the kernel in small parts; a bar shows how far it is read.
const PART = 1_000_000, LARGEST = 100_000_000;

function render({ model, el, signal }) {
  const mark = `ib-file-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const file = element("input", { type: "file", hidden: "", tabindex: "-1", accept: model.get("accept"), "aria-label": model.get("description") });
  const button = (text, title) => element("button", { type: "button", title }, text);
  const choose = button("Choose a file ...", "Read a file from this computer; it goes to the kernel of this notebook and nowhere else");
  const paste = button("Paste ...", "Read a text that you paste");
  const back = button("Close it", "Stop reading, or go back to what stood here before");
  const bar = element("progress", { max: "1", "aria-label": "Share that is read" }), said = element("span", { role: "status" });
  const text = element("textarea", { rows: "5", spellcheck: "false", "aria-label": "Text to read", placeholder: model.get("placeholder") });
  const read = button("Read it", "Read the text above"), pasting = element("div", { class: "ib-paste", hidden: "" }, text, read);
  const answers = new Map();
  let sending = 0;
  model.on("msg:custom", (answer) => { answers.get(answer.id)?.(); answers.delete(answer.id); });
  const silent = "the kernel does not answer: it may be busy with a cell, or stopped. Menu: Run, Run All Cells";
  const ask = (question, bytes) => new Promise((yes, no) => {
    const id = crypto.getRandomValues(new Uint32Array(2)).join("-");
    answers.set(id, yes);
    setTimeout(() => { if (answers.delete(id)) no(new Error(silent)); }, 30_000);
    model.send({ ...question, id }, undefined, bytes ? [bytes] : []);
  });
  // a kernel that was stopped while it read says nothing more
  let lastHeard = 0;
  const watch = setInterval(() => {
    if (model.get("share") >= 0 && lastHeard && Date.now() - lastHeard > 30_000) said.textContent = `No progress for half a minute: ${silent}.`;
  }, 2_000);
  signal.addEventListener("abort", () => clearInterval(watch));

  async function send(name, blob) {
    const turn = ++sending, sent = blob.slice(0, LARGEST + 1);
    try {
      back.hidden = false;
      await ask({ ask: "begin" });
      for (let start = 0; start < sent.size; start += PART) {
        const part = await sent.slice(start, start + PART).arrayBuffer();
        if (turn !== sending || signal.aborted) return;
        said.textContent = `Sending ${name} to the kernel ...`;
        bar.hidden = false;
        bar.value = 0.3 * start / sent.size;
        await ask({ ask: "part" }, part);
      }
      if (turn === sending) await ask({ ask: "end", name });
    } catch (reason) {
      if (turn !== sending) return;
      bar.hidden = true;
      said.textContent = `${name} could not be sent: ${reason.message}`;
    }
  }
  const fill = () => {
    lastHeard = Date.now();
    const share = model.get("share"), running = share >= 0 && share < 1;
    bar.hidden = !running;
    if (running) bar.value = 0.3 + 0.7 * share;
    said.textContent = model.get("said") || (running ? `Reading: ${Math.round(100 * share)} %` : "");
    back.hidden = !model.get("value") && !running;
    for (const each of [choose, paste, read, back]) each.disabled = model.get("disabled");
  };
  choose.addEventListener("click", () => file.click(), { signal });
  file.addEventListener("change", () => {
    const [chosen] = file.files;
    file.value = "";
    if (chosen) send(chosen.name, chosen);
  }, { signal });
  paste.addEventListener("click", () => { pasting.hidden = !pasting.hidden; if (!pasting.hidden) text.focus(); }, { signal });
  read.addEventListener("click", () => {
    if (!text.value.trim()) { said.textContent = "Nothing is pasted yet."; return; }
    pasting.hidden = true;
    paste.focus();
    send("pasted text", new Blob([text.value]));
  }, { signal });
  back.addEventListener("click", () => { sending++; bar.hidden = true; ask({ ask: "stop" }).catch((reason) => { said.textContent = reason.message; }); model.set("value", ""); model.save_changes(); choose.focus(); }, { signal });
  for (const name of ["share", "said", "value", "disabled"]) model.on(`change:${name}`, fill);
  el.classList.add("inbetween-wide");
  el.append(element("div", { class: "ib-file", role: "group", "aria-labelledby": mark },
    element("span", { class: "ib-sort-name", id: mark }, model.get("description")), choose, paste, back, file, bar, said, pasting));
  fill();
}
export default { render };
