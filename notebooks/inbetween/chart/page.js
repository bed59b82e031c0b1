// What every part of the page uses: making an element, and keeping the keys that are pressed in it.

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

// A key pressed in an exhibit must not reach the shortcuts: `m` would turn the cell into Markdown. JupyterLab listens while
// the event rises, Notebook 7 before it reaches its target; there only a mark on the focused element itself is heeded.
// Combinations with Ctrl, Alt or Meta pass, so that saving still works.
function keepKeys(el, signal) {
  const exhibit = () => el.closest(".inbetween-exhibit") ?? el;
  const combined = (event) => event.ctrlKey || event.altKey || event.metaKey;
  const mark = (event) => {
    if (event.target instanceof Element && exhibit().contains(event.target))
      event.target.toggleAttribute("data-lm-suppress-shortcuts", !combined(event));
  };
  const stop = (event) => { if (!combined(event) && exhibit().contains(event.target)) event.stopPropagation(); };
  window.addEventListener("keydown", mark, { capture: true, signal });
  // the box around the controls is there only when the whole exhibit has been put on the page
  const watch = setInterval(() => {
    if (!el.isConnected) return;
    clearInterval(watch);
    exhibit().addEventListener("keydown", stop, { signal });
  }, 20);
  signal.addEventListener("abort", () => clearInterval(watch));
}
