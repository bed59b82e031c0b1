// plotly.js for every chart of the page: first from the extension that JupyterLab and Notebook 7 have loaded already
// (no bytes over the socket), else as compressed bytes from this chart's own kernel. Only a success is shared, so that
// a chart never waits for another notebook's dead kernel.

const within = (seconds, promise, what) =>
  Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error(`${what}: no answer in ${seconds} s`)), seconds * 1000))]);

async function plotlyFromPage() {
  const container = globalThis._JUPYTERLAB?.["jupyterlab-plotly"];
  if (!container) throw new Error("the page has no plotly extension");
  const extension = (await container.get("./mimeExtension"))();
  const renderer = extension.rendererFactory.createRenderer({ mimeType: extension.MIME_TYPE });
  // plotly.js inside the extension runs only when its renderer draws for the first time
  await renderer.renderModel({ data: { [extension.MIME_TYPE]: { data: [], layout: {} } } });
  renderer.dispose();
  return extension.RenderedPlotly.Plotly;
}

// Written straight into the stream: by way of a Blob each view would wait some milliseconds more.
async function unpack(bytes) {
  const way = new DecompressionStream("gzip"), writer = way.writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const [text] = await Promise.all([new Response(way.readable).text(), written]);
  return text;
}

async function plotlyFromKernel(ask) {
  const source = await unpack((await ask("plotly")).bytes);
  const script = document.createElement("script");
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  // with require.js on the page plotly would register as a module and never reach the window
  const define = globalThis.define;
  globalThis.define = undefined;
  try {
    await new Promise((yes, no) => {
      script.onload = yes;
      script.onerror = () => no(new Error("the browser refused the script"));
      script.src = address;
      document.head.append(script);
    });
  } finally {
    globalThis.define = define;
    URL.revokeObjectURL(address);
  }
  return globalThis.Plotly;
}

const found = Symbol.for("inbetween.plotly"), underWay = Symbol.for("inbetween.plotly.underWay");

async function loadPlotly(ask) {
  if (globalThis[found]) return globalThis[found];
  let plotly;
  try {
    plotly = await within(8, plotlyFromPage(), "the page's plotly extension");
    if (!plotly?.react) throw new Error("the page's plotly extension has another shape");
  } catch (reason) {
    console.warn(`In Between: ${reason.message}; asking the kernel for plotly.js`);
    // one kernel is asked for the whole page; if it is silent, each chart asks its own
    const first = globalThis[underWay];
    const own = () => (globalThis[underWay] = within(60, plotlyFromKernel(ask), "plotly.js from the kernel"));
    plotly = await (first ? within(15, first, "another chart's kernel").catch(own) : own());
  }
  globalThis[found] = plotly;
  return plotly;
}
