"use strict";
// Charts: a Vega-Lite specification drawn with the interpreter of expressions (the page's policy allows no eval), and
// the table behind it one click away.
(function () {
  const { el, t } = cvm;
  const LIBRARY = ["vendor/vega/vega.min.js", "vendor/vega-lite/vega-lite.min.js",
    "vendor/vega-interpreter/vega-interpreter.js"];

  /** Colours that people with any sight of colours tell apart (Okabe and Ito); the same in site.css. */
  cvm.colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#444444"];
  const INK = "#1b2733";
  const CONFIG = {
    font: "Sarabun",
    background: null,
    axis: { labelFontSize: 14, titleFontSize: 14, titleFontWeight: "normal", labelColor: INK, titleColor: INK,
      gridColor: "#e3e8ee", tickCount: 6, domainColor: "#9aa7b4", tickColor: "#9aa7b4", labelLimit: 240 },
    legend: { labelFontSize: 14, titleFontSize: 14, titleFontWeight: "normal", labelColor: INK, titleColor: INK,
      orient: "top", labelLimit: 320, symbolSize: 100, rowPadding: 8 },
    header: { labelFontSize: 15, labelColor: INK, labelFontWeight: "bold", title: null },
    range: { category: cvm.colours },
    view: { stroke: null },
    text: { fontSize: 13, color: INK },
  };

  /**
   * A chart.
   *   id, title    as those of a table; alt says in words what it shows
   *   spec         of Vega-Lite without data; `width` is the room that there is; `values` the data (plain objects)
   *   table        options of the table behind (see `cvm.table`; id, caption given), or an element
   */
  cvm.chart = function ({ id, title, alt, spec, values, table, note }) {
    const drawing = el("div", { class: "drawing", role: "img", "aria-label": alt });
    cvm.drawn.push(() => draw(drawing, spec, values));
    return el("figure", { class: "chart", id }, el("figcaption", {}, title), note && el("p", { class: "note" }, note),
      drawing, table instanceof Element ? table : cvm.behind(`${id}-table`, title, table));
  };

  /** In words, what a chart leaves out because it is hidden or not known. */
  cvm.undrawn = (which) => (which.length ? el("p", { class: "legend" }, t("chart.undrawn", { which: which.join(", ") })) : null);

  /** A table one click away; it is made when it is asked for, or at once where the address speaks of it. */
  cvm.behind = function (id, caption, table) {
    const isOpenAtFirst = Boolean(table.isOpen);
    // the toggle comes after the click
    const keep = () => cvm.state.note({ [`${id}.open`]: !behind.open === isOpenAtFirst ? null : Number(!behind.open) });
    const behind = el("details", { class: "behind" }, el("summary", { onclick: keep }, t("chart.table")));
    const open = () => {
      if (behind.open && behind.children.length === 1) behind.append(cvm.table({ id, caption, ...table }));
    };
    behind.addEventListener("toggle", open);
    const asked = cvm.state.get(`${id}.open`);
    behind.open = asked ? asked === "1" : isOpenAtFirst || ["sort", "q"].some((one) => cvm.state.get(`${id}.${one}`));
    open();
    return behind;
  };

  /** What is still to be drawn once the page stands. */
  cvm.drawn = [];

  async function draw(place, spec, values) {
    if (!values.length) {
      place.replaceChildren(el("p", { class: "note" }, t("chart.nothing")));
      return;
    }
    for (const path of LIBRARY) await cvm.script(path);
    await Promise.all([document.fonts.load("14px Sarabun", "กA"), document.fonts.load("bold 14px Sarabun", "กA")]);
    const width = Math.max(240, place.clientWidth);
    const made = typeof spec === "function" ? spec(width) : spec;
    const whole = { width: "container", autosize: { type: "fit-x", contains: "padding" }, ...made, data: { values },
      config: { ...CONFIG, legend: { ...CONFIG.legend, columns: width < 500 ? 2 : 0 } } };
    if (whole.width === "container") whole.width = width;
    const compiled = vegaLite.compile(whole, { logger: vega.logger(vega.Error) }).spec;
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      expr: vegaInterpreter.expressionInterpreter, renderer: "svg", container: place, hover: false, logLevel: vega.Error,
    });
    await view.runAsync();
    const svg = place.querySelector("svg");
    if (svg) svg.setAttribute("aria-hidden", "true");
  }
})();
