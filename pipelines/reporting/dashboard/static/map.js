"use strict";
// The map of provinces: colours by classes with a legend, hatched where there is no value; every province is a link.
(function () {
  const { el, t } = cvm;
  const CLASSES = 5;

  /**
   * A map.
   *   values   Map of code of province to value; others are told as without a value
   *   weak     codes of provinces whose value the numbers do not carry: hatched, in no class
   *   text     how a value reads; link(code) where a province leads to
   */
  cvm.map = function ({ id, title, alt, outlines, values, weak, text, link, table, note }) {
    const known = [...values].filter(([code, value]) => value !== null && !weak.has(code)).map(([, value]) => value);
    const limits = limitsOf(known);
    const hatches = { none: `${id}-hatch`, weak: `${id}-weak` };
    const shapes = Object.entries(outlines.provinces).map(([code, path]) => {
      const value = values.get(code) ?? null;
      const hatch = value === null ? hatches.none : weak.has(code) ? hatches.weak : null;
      const told = `${cvm.name("province_code", code)}: ${value === null ? t("map.nothing") : hatch ? t("map.weak") : text(value)}`;
      return el("svg:a", { href: link(code), "aria-label": told },
        el("path", { d: path, fill: hatch && `url(#${hatch})`, class: hatch ? null : `class-${classOf(value, limits)}` }, el("title", {}, told)));
    });
    const drawing = el("svg", { viewBox: outlines.view, class: "map", role: "group", "aria-label": alt },
      el("defs", {}, Object.entries(hatches).map(([kind, name]) => el("pattern", { id: name, class: `hatch ${kind}`,
        width: kind === "weak" ? 14 : 8, height: kind === "weak" ? 14 : 8, patternUnits: "userSpaceOnUse" },
      el("path", { d: kind === "weak" ? "M0 0 L14 14 M0 14 L14 0" : "M0 8 L8 0" })))),
      outlines.water.map((path) => el("path", { d: path, class: "water" })), shapes);
    return el("figure", { class: "chart with-map", id }, el("figcaption", {}, title), note && el("p", { class: "note" }, note),
      el("button", { type: "button", class: "skip-map", onclick: () =>
        document.querySelector(`#${id} summary`).focus() }, t("map.skip")), drawing, legend(limits, text, known.length, hatches), cvm.behind(`${id}-table`, title, { ...table, isOpen: innerWidth >= 1024 }));
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

  function legend(limits, text, known, hatches) {
    const box = (kind, fill) => el("svg", { class: "swatch", viewBox: "0 0 16 16", "aria-hidden": "true" },
      el("rect", { class: kind, fill, width: 16, height: 16 }));
    return el("ul", { class: "map-legend" },
      limits.map((one, place) => el("li", {}, box(`class-${place}`), t("map.class", { from: text(one.from), to: text(one.to) }))),
      el("li", {}, box(null, `url(#${hatches.weak})`), t("map.weak")),
      el("li", {}, box(null, `url(#${hatches.none})`), t("map.nothing")),
      known === 0 ? el("li", {}, t("chart.nothing")) : null);
  }
})();
