"use strict";
// Figures: a rate with all that belongs to it, a number with its name; and what stands around them (sections, choices).
(function () {
  const { el, t } = cvm;

  /**
   * A rate of a row that has numerator, denominator, interval, bounds, response rate, reliability and basis.
   *   label  what it is of; table the published table of the row; link where more stands
   */
  cvm.rate = function ({ label, row, table = "employment_rates", link }) {
    const heading = el("h3", {}, link ? el("a", { href: link }, label) : label);
    if (!row) return el("article", { class: "rate" }, heading, el("p", { class: "value" }, t("rate.none")));
    const isKnown = row.rate !== null;
    const why = isKnown ? null : cvm.why(table, "rate", row);
    const isWeak = isKnown && !cvm.isCarried(row);
    const value = el("p", { class: isWeak ? "value weak" : "value" }, isKnown ? cvm.percent(row.rate, row) : cvm.emptyMark(why));
    const whys = new Set(isKnown ? [] : [why]);
    const told = (column, text) => {
      if (row[column] !== null) return text(row[column], row);
      const reason = isKnown || column === "numerator" || column === "denominator" ? cvm.why(table, column, row) : why;
      whys.add(reason);
      return t(`why.mark.${reason}`);
    };
    const range = (low, high) => (row[low] === null || row[high] === null ? told(row[low] === null ? low : high)
      : t("rate.range", { low: cvm.percent(row[low], row), high: cvm.percent(row[high], row) }));
    const of = el("p", { class: "of" }, t("rate.of", { numerator: told("numerator", (value) => cvm.number(value)), denominator: told("denominator", (value) => cvm.number(value)) }));
    return el("article", { class: "rate" }, heading, value, of,
      isWeak && el("p", { class: "is-not_followed" }, t(row.response_rate === 0 ? "rate.nobody_followed" : "rate.weak")),
      isKnown && interval(row),
      el("dl", {},
        term("rate.interval", isWeak ? null : range("ci_low", "ci_high")),
        term("rate.bounds", range("bound_low", "bound_high")),
        term("rate.response", told("response_rate", cvm.percent)),
        term("rate.reliability", row.reliability && cvm.name("reliability", row.reliability), row.reliability),
        term("rate.basis", row.basis && cvm.name("basis", row.basis))),
      cvm.whyLegend(whys),
      row.is_approximate && el("p", { class: "legend" }, t("rate.approximate")),
      row.is_window_closed === false && el("p", { class: "legend" }, t("rate.open")));
  };

  const term = (key, text, kind) =>
    text ? el("div", {}, el("dt", {}, t(key)), el("dd", { class: kind ? `is-${kind}` : null }, text)) : null;

  /** The rate as a point in its interval, within the bounds that those who were not followed leave open. */
  function interval(row) {
    const at = (share) => 100 * share;
    const [low, high] = [row.bound_low ?? row.rate, row.bound_high ?? row.rate];
    return el("svg", { class: "interval", viewBox: "-2 0 104 12", "aria-hidden": "true", preserveAspectRatio: "none" },
      el("rect", { class: "track", x: 0, y: 5, width: 100, height: 2 }),
      el("rect", { class: "bounds", x: at(low), y: 3, width: Math.max(at(high) - at(low), 0.5), height: 6 }),
      row.ci_low === null || !cvm.isCarried(row) ? null
        : el("rect", { class: "sure", x: at(row.ci_low), y: 3, width: Math.max(at(row.ci_high) - at(row.ci_low), 0.5), height: 6 }),
      cvm.isCarried(row) && el("line", { class: "point", x1: at(row.rate), x2: at(row.rate), y1: 0, y2: 12 }));
  }

  /** Rates below each other, each with its interval and bounds: `label(row)` says what each is of. */
  cvm.strips = (rows, label) => el("dl", { class: "strips" }, rows.map((row) => el("div", {}, el("dt", {}, label(row)),
    el("dd", { class: "bar" }, row.rate === null ? null : interval(row)),
    el("dd", { class: row.rate !== null && !cvm.isCarried(row) ? "weak" : null }, row.rate === null ? cvm.emptyMark(cvm.why("employment_rates", "rate", row)) : cvm.percent(row.rate, row)))));

  /** A number with its name; an empty one says why. */
  cvm.fact = function ({ label, value, kind = "number", row, table, column, link, why, of }) {
    const texts = { number: cvm.number, estimate: cvm.estimate, percent: (share) => cvm.percent(share, row), day: cvm.day, text: String };
    const isKnown = value !== null && value !== undefined;
    const shown = isKnown ? texts[kind](value) : cvm.emptyMark(why || (row ? cvm.why(table, column, row) : "unknown"));
    return el("div", { class: "fact" }, el("dt", {}, label), el("dd", {}, link ? el("a", { href: link }, shown) : shown),
      isKnown && of ? el("dd", { class: "of" }, of) : null);
  };

  cvm.facts = (...facts) => el("dl", { class: "facts" }, facts);

  /** A part of a page under a heading; `key` are its words, `note` more of them. */
  cvm.part = function (id, title, note, ...children) {
    const part = el("section", { class: "part", id, "aria-labelledby": `${id}-title` },
      el("h2", { id: `${id}-title` }, title), note && el("p", { class: "note" }, note), children);
    // what a heading has said already is left to those who do not see
    for (const one of part.querySelectorAll("caption, figcaption")) if (one.textContent === title) one.classList.add("unseen");
    return part;
  };

  /** A part that a link within the page opens; whoever follows the link is led to it. */
  cvm.opened = (part) => {
    part.setAttribute("data-opened", "");
    return part;
  };

  /** A choice that stands in the address: `options` are [value, text]; `also` is what else changes with it. */
  cvm.choice = function ({ name, label, options, value, also }) {
    const field = el("select", { id: `choice-${name}`, onchange: () => cvm.state.go({ ...also, [name]: field.value }) },
      options.map(([one, text]) => el("option", { value: one, selected: String(one) === String(value) }, text)));
    const chosen = options.find(([one]) => String(one) === String(value));
    return Object.assign(el("label", { class: "choice" }, el("span", {}, label), field), { told: chosen && `${label}: ${chosen[1]}` });
  };

  /** The same as buttons in a row, where the choices are few. */
  cvm.switch = ({ name, label, options, value }) => el("div", { class: "switch", role: "group", "aria-label": label },
    options.map(([one, text]) => el("button", { type: "button", id: `switch-${name}-${one}`, "aria-pressed": String(String(one) === String(value)),
      onclick: () => cvm.state.go({ [name]: one }) }, text)));

  /** Choices; on paper they are a line of text. */
  cvm.choices = (...choices) => [el("form", { class: "choices", onsubmit: (event) => event.preventDefault() }, choices),
    el("p", { class: "paper" }, choices.map((one) => one && one.told).filter(Boolean).join(" · "))];
})();
