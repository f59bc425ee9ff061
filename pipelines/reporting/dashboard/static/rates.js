"use strict";
// Rates of employment as several pages show them: by level, under every definition, over the years. Rows are those of
// employment_rates with a whole (nation, province, college …) and its levels (level, college_level …).
(function () {
  const { el, t } = cvm;

  const levels = () => cvm.names.dim_level.map((one) => one.level);
  const isOfLevel = (row) => /(^|_)level$/.test(row.breakdown);

  /** The name of the level of a row, or of the whole. */
  const levelName = (row) => (!isOfLevel(row) ? t(`breakdown.${row.breakdown}`)
    : row.level === null ? t("level.unknown") : cvm.name("level", row.level));

  /** The whole first, then its levels in their order. */
  const byLevel = (rows) => [...rows.filter((row) => !isOfLevel(row)),
    ...[...levels(), null].flatMap((level) => rows.filter((row) => isOfLevel(row) && row.level === level))];

  /** The definition that pages begin with, and that `network_comparison` goes by. */
  const headlineId = () => cvm.names.dim_indicator.find((one) => one.is_headline).definition_id;

  /** The definition chosen in the address, else the headline. */
  const definition = () => {
    return cvm.state.asked("definition", cvm.names.dim_indicator.map((one) => one.definition_id), headlineId());
  };

  /** The fiscal year in which the graduates of an academic year enter the labour market. */
  const fiscalYear = (academic) =>
    cvm.names.dim_academic_year.find((one) => one.academic_year_be === academic)?.supply_fiscal_year_be ?? academic + 1;

  /** The academic year chosen in the address, else the newest of which the year after graduation has run out. */
  const year = (years) => {
    const closed = cvm.names.dim_academic_year.filter((one) => one.is_window_closed).map((one) => one.academic_year_be);
    return cvm.state.asked("year", years, years.find((one) => closed.includes(one)) ?? years[0]);
  };

  const yearChoice = (years, chosen) =>
    cvm.choice({ name: "year", label: t("year.academic"), value: chosen, options: years.map((one) => [one, one]) });
  const definitionChoice = () => cvm.choice({ name: "definition", label: t("choose.definition"), value: definition(),
    options: cvm.names.dim_indicator.map((one) => [one.definition_id, cvm.name("definition_id", one.definition_id)]) });

  /** The chosen definition by level, each with all that belongs to it. */
  function headline(rows) {
    const shown = byLevel(rows.filter((row) => row.definition_id === definition()));
    const year = shown.length ? ` · ${t("year.academic")} ${shown[0].academic_year_be}` : "";
    return cvm.part("headline", cvm.name("definition_id", definition()) + year, t("rates.headline.note"),
      shown.length ? el("div", { class: "rates" }, shown.map((row) => cvm.rate({ label: levelName(row), row })))
        : el("p", { class: "note" }, t("rate.none")));
  }

  /** Every definition by level, side by side. */
  function definitions(rows) {
    const shown = byLevel(rows);
    if (!shown.length) return null;
    const order = cvm.names.dim_indicator.map((one) => one.definition_id);
    const blocks = [...new Set(shown.map(levelName))].map((level) => el("div", {}, el("h3", {}, level), cvm.strips(
      order.flatMap((one) => shown.filter((row) => row.definition_id === one && levelName(row) === level)),
      (row) => cvm.name("definition_id", row.definition_id))));
    const isWeak = shown.some((row) => row.rate !== null && !cvm.isCarried(row));
    return cvm.part("definitions", t("rates.definitions"), t("rates.definitions.note"), el("div", { class: "two" }, blocks),
      cvm.whyLegend(isWeak ? ["weak"] : []),
      cvm.behind("definitions-table", t("rates.definitions"), { rows: shown, table: "employment_rates",
        of: { academic_year_be: shown[0].academic_year_be }, columns: [
        { key: "definition_id", name: "definition_id" }, { key: "level", text: levelName }, ...cvm.rateColumns] }));
  }

  /** The chosen definition over the years by level. */
  const trend = (all, years) => cvm.part("trend", t("rates.trend"), null, overYears({ id: "trend-chart", years,
    title: cvm.name("definition_id", definition()), alt: t("rates.trend.alt"), name: levelName,
    rows: byLevel(all.filter((row) => row.definition_id === definition())) }));

  /**
   * Rates over the years, a line for each name. Two years are joined where both rest on the same basis and on enough
   * who were followed, and none is missing between them; below the chart stands why lines break.
   */
  function overYears({ id, title, alt, rows, years, name }) {
    const axis = [...new Set([...years, ...rows.map((row) => row.academic_year_be)])].sort((one, other) => one - other);
    const names = [...new Set(rows.map(name))];
    const values = names.flatMap((one) => pointsOf(rows.filter((row) => name(row) === one), axis, one));
    const drawn = values.filter((one) => !one.why);
    const x = { field: "year", type: "ordinal", title: t("year.academic"), axis: { labelAngle: 0 }, scale: { domain: axis.map(String) } };
    const y = (field) => ({ field, type: "quantitative", title: t("axis.rate"), scale: { domain: [0, 100] } });
    const color = { field: "name", type: "nominal", title: null, scale: { domain: names } };
    const only = (isWeak) => [{ filter: `datum.isWeak === ${isWeak}` }];
    return [cvm.chart({
      id, title, alt, values: drawn,
      spec: { height: 260, layer: [
        { transform: only(false), mark: { type: "line", strokeWidth: 2.5 }, encoding: { x, y: y("rate"), color, detail: { field: "part" } } },
        { transform: only(false), mark: { type: "rule", strokeWidth: 2 }, encoding: { x, y: y("low"), y2: { field: "high" }, color } },
        { transform: only(false), mark: { type: "point", filled: true, size: 80 }, encoding: { x, y: y("rate"), color, shape: color } },
        { transform: only(true), mark: { type: "point", filled: false, size: 80, strokeWidth: 2 }, encoding: { x, y: y("rate"), color, shape: color } },
      ] },
      table: { rows, table: "employment_rates", of: { definition_id: rows.length ? rows[0].definition_id : null }, columns: [{ key: "academic_year_be", kind: "year" },
        { key: "level", text: name }, ...cvm.rateColumns] },
    }), breaks(values)];
  }

  /** The points of one name, or why there is none; `part` is the line on which a point lies. */
  function pointsOf(rows, axis, name) {
    let [part, before] = [0, null];
    return axis.map((year) => {
      const row = rows.find((one) => one.academic_year_be === year);
      const why = !row ? t("rate.none") : row.rate === null ? cvm.whyText(cvm.why("employment_rates", "rate", row))
        : row.response_rate === 0 ? t("rate.nobody_followed") : null;
      const isWeak = Boolean(row) && !cvm.isCarried(row);
      const isJoined = before && !why && !isWeak && before.basis === row.basis;
      const turn = before && !why && !isWeak && !isJoined ? t("rates.turn", { year, from: cvm.name("basis", before.basis), to: cvm.name("basis", row.basis) }) : null;
      if (!isJoined) part += 1;
      before = why || isWeak ? null : row;
      return why ? { name, year: String(year), why } : { name, year: String(year), part, isWeak, turn, rate: 100 * row.rate,
        low: row.ci_low === null ? null : 100 * row.ci_low, high: row.ci_high === null ? null : 100 * row.ci_high };
    });
  }

  /** In words where lines break, what is hollow and what is not drawn. */
  function breaks(values) {
    const names = new Set(values.map((one) => one.name)).size;
    const which = (undrawn) => [...new Set(undrawn.map((one) => (undrawn.filter((other) => other.year === one.year).length === names
      ? one.year : `${one.name} ${one.year}`)))].join(", ");
    const missing = [...new Set(values.map((one) => one.why).filter(Boolean))].map((why) =>
      t("rates.undrawn", { why, which: which(values.filter((one) => one.why === why)) }));
    const turns = new Set(values.map((one) => one.turn).filter(Boolean));
    return [...turns, values.some((one) => one.isWeak) && t("rates.hollow"), ...missing].filter(Boolean)
      .map((text) => el("p", { class: "legend" }, text));
  }

  cvm.rates = { byLevel, levelName, definition, headlineId, fiscalYear, year, yearChoice, definitionChoice, headline, definitions, trend, overYears };
})();
