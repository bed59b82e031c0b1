// What is done, where to go on, what to look at again. A place in this page is scrolled to; another lesson opens in its own tab.
function render({ model, el, signal }) {
  const mark = `ib-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  const body = element("div", { role: "status" }), refresh = element("button", { type: "button" }, "Refresh");
  el.append(element("div", { class: "ib-form", role: "group", "aria-labelledby": mark },
    element("p", { class: "ib-form-title", id: mark, role: "heading", "aria-level": "4" }, "What you have done"), body,
    element("div", { class: "ib-form-buttons" }, refresh)));
  keepKeys(el, signal);

  const here = decodeURIComponent(location.pathname);
  const inPage = ({ notebook, item }) => [...document.querySelectorAll("[data-item]")].find((node) => node.dataset.item === `${notebook}/${item}`);
  function place(entry) {
    const { notebook, text } = entry;
    const folder = here.slice(0, here.lastIndexOf("/") + 1);
    const link = element("a", { href: `${folder}${notebook}.ipynb`, target: "_blank", rel: "noopener" }, text);
    link.addEventListener("click", (event) => {
      const found = inPage(entry);
      if (!found) return;
      event.preventDefault();
      const whole = found.closest(".inbetween-exhibit") ?? found;
      whole.scrollIntoView({ block: "nearest" });
      whole.querySelector("input, select, textarea, button")?.focus({ preventScroll: true });
    });
    return inPage(entry) || here.endsWith(`/${notebook}.ipynb`) ? link : element("span", {}, link, " (another page: run its cells there first)");
  }
  function fill() {
    const head = element("tr", {}, ...["lesson", "done", ""].map((name) => element("th", { scope: "col" }, name)));
    const rows = model.get("lessons").map((lesson) => element("tr", {}, element("td", {}, lesson.title),
      element("td", {}, `${lesson.done} of ${lesson.of}`),
      element("td", {}, element("progress", { max: lesson.of, value: lesson.done, "aria-label": `${lesson.title}: ${lesson.done} of ${lesson.of}` }))));
    const parts = [element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))];
    const next = model.get("going_on"), again = model.get("again");
    parts.push(next.item ? element("p", {}, model.get("lessons").some((lesson) => lesson.done) ? "Continue where you stopped: " : "Begin with: ", place(next)) : element("p", {}, "Everything that these lessons ask is done."));
    if (again.length) parts.push(element("p", {}, "Look at again, missed longest ago first:"),
      element("ol", {}, ...again.map((entry) => element("li", {}, place(entry), ` (${entry.when})`))));
    if (model.get("trouble")) parts.push(element("p", {}, model.get("trouble")));
    body.replaceChildren(...parts);
  }
  refresh.addEventListener("click", () => model.send({ ask: "refresh" }), { signal });
  for (const trait of ["lessons", "going_on", "again", "trouble"]) model.on(`change:${trait}`, () => queueMicrotask(fill));
  fill();
}
export default { render };
