"use strict";
// The map of provinces: colours by classes with a legend, hatched where there is no value; every province is a link.
(function () {
  const { el, t } = cvm;
  const CLASSES = 5;

  /**
   * A map.
   *   values   Map of code of province to value; others are told as without a value
   *   text     how a value reads; link(code) where a province leads to
   */
  cvm.map = function ({ id, title, alt, outlines, values, text, link, table, note }) {
    const known = [...values.values()].filter((value) => value !== null);
    const limits = limitsOf(known);
    const hatch = `${id}-hatch`;
    const shapes = Object.entries(outlines.provinces).map(([code, path]) => {
      const value = values.get(code) ?? null;
      const told = `${cvm.name("province_code", code)}: ${value === null ? t("map.nothing") : text(value)}`;
      return el("svg:a", { href: link(code), "aria-label": told },
        el("path", { d: path, fill: value === null ? `url(#${hatch})` : null,
          class: value === null ? null : `class-${classOf(value, limits)}` }, el("title", {}, told)));
    });
    const drawing = el("svg", { viewBox: outlines.view, class: "map", role: "group", "aria-label": alt },
      el("defs", {}, el("pattern", { id: hatch, class: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse" },
        el("path", { d: "M0 8 L8 0" }))),
      outlines.water.map((path) => el("path", { d: path, class: "water" })), shapes);
    return el("figure", { class: "chart with-map", id }, el("figcaption", {}, title), note && el("p", { class: "note" }, note),
      drawing, legend(limits, text, known.length, hatch), cvm.behind(`${id}-table`, title, { ...table, isOpen: innerWidth >= 1024 }));
  };

  /** Upper limits of the classes: round numbers, equally wide, over what there is. */
  function limitsOf(known) {
    if (!known.length) return [];
    const low = known.reduce((one, other) => Math.min(one, other));
    const high = known.reduce((one, other) => Math.max(one, other));
    const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((one) => Math.floor(low / one) * one + CLASSES * one >= high) ?? 0.2;
    const first = Math.floor(low / step + 1e-9);
    return Array.from({ length: CLASSES }, (_, place) => ({ from: (first + place) * step, to: (first + place + 1) * step }))
      .filter((one) => one.from <= high);
  }

  const classOf = (value, limits) => Math.max(0, limits.findIndex((one, place) =>
    value < one.to - 1e-9 || place === limits.length - 1));

  function legend(limits, text, known, hatch) {
    const box = (kind, fill) => el("svg", { class: "swatch", viewBox: "0 0 16 16", "aria-hidden": "true" },
      el("rect", { class: kind, fill, width: 16, height: 16 }));
    return el("ul", { class: "map-legend" },
      limits.map((one, place) => el("li", {}, box(`class-${place}`), t("map.class", { from: text(one.from), to: text(one.to) }))),
      el("li", {}, box(null, `url(#${hatch})`), t("map.nothing")),
      known === 0 ? el("li", {}, t("chart.nothing")) : null);
  }
})();
