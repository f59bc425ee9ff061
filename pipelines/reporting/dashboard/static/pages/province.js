"use strict";
// A province: its headline, its fields and colleges, its supply and demand, and who sent which round.
(function () {
  const { el, t } = cvm;
  const FIGURES = 4;
  const MARKS = { done: "good", late: "open", open: "none", overdue: "bad", not_sent: "bad" };
  const OUTCOMES = ["employed", "self_employed", "further_study", "seeking", "other", "not_followed"];
  const NEXT = [1, 2, 3].flatMap((year) => ["", "_low", "_high"].map((end) => ({
    key: `supply_next_${year}${end}`, kind: "estimate" })));
  const RATE = cvm.rateColumns;
  const levelName = (row) => (row.level === null ? t("level.unknown") : cvm.name("level", row.level));
  const LEVEL = { key: "level", text: levelName };
  const YEAR = { key: "academic_year_be", kind: "year" };

  const collegeLink = (row) => cvm.hasPage("college") && cvm.state.link("college.html", { id: row.college_code });
  const fieldLink = (row) => cvm.hasPage("field") && cvm.state.link("field.html", { id: row.field_th });

  function directory() {
    const provinces = cvm.names.dim_province;
    const regions = cvm.names.dim_region.map((region) => {
      const inside = provinces.filter((one) => one.region_th === region.region_th);
      return el("section", {}, el("h2", {}, cvm.name("region_th", region.region_th)), el("ul", { class: "directory" },
        inside.map((one) => el("li", {}, el("a", { href: cvm.state.link("province.html", { id: one.province_code }) },
          cvm.name("province_code", one.province_code))))));
    });
    return [cvm.opening(t("page.province"), el("p", { class: "note" }, t("province.which"))), ...regions];
  }

  function chosen(years) {
    const province = cvm.state.get("id");
    const options = cvm.names.dim_province.map((one) => [one.province_code, cvm.name("province_code", one.province_code)])
      .sort((one, other) => cvm.compare(one[1], other[1]));
    const closed = cvm.names.dim_academic_year.filter((one) => one.is_window_closed).map((one) => one.academic_year_be);
    const year = cvm.state.asked("year", years, years.find((one) => closed.includes(one)) ?? years[0]);
    const form = cvm.choices(
      cvm.choice({ name: "id", label: t("column.province_code"), options, value: province }),
      years.length && cvm.choice({ name: "year", label: t("column.academic_year_be"),
        options: years.map((one) => [one, String(one)]), value: year }));
    return { province, year, form };
  }

  /** The definitions that are in use as figures, all of them side by side in the table. */
  function headline(rates, year) {
    const order = cvm.names.dim_indicator.map((one) => one.definition_id);
    const rows = rates.filter((row) => row.academic_year_be === year)
      .sort((one, other) => order.indexOf(one.definition_id) - order.indexOf(other.definition_id));
    return cvm.part("headline", t("province.headline"), null,
      el("div", { class: "rates" }, rows.slice(0, FIGURES).map((row) =>
        cvm.rate({ label: cvm.name("definition_id", row.definition_id), row }))),
      cvm.table({ id: "definitions", caption: t("province.definitions", { year }), rows, table: "employment_rates", of: { academic_year_be: year },
        columns: [{ key: "definition_id", name: "definition_id" }, ...RATE] }));
  }

  function outcomes(counts, rates, year) {
    const row = counts.find((one) => one.academic_year_be === year);
    const values = row ? OUTCOMES.filter((key) => row[key] !== null)
      .map((key) => ({ outcome: t(`column.${key}`), count: row[key] })) : [];
    const first = cvm.names.dim_indicator.find((one) => one.is_headline).definition_id;
    const years = rates.filter((one) => one.definition_id === first);
    const known = years.filter((one) => one.rate !== null && cvm.isCarried(one));
    return cvm.part("outcomes", t("province.outcomes"), t("province.outcomes.note"),
      cvm.chart({ id: "outcome", title: t("province.outcomes.of", { year }),
        alt: values.map((one) => `${one.outcome} ${cvm.number(one.count)}`).join(", ") || t("chart.nothing"), values,
        spec: { height: { step: 34 }, mark: { type: "bar", color: cvm.colours[0] }, encoding: {
          y: { field: "outcome", type: "nominal", sort: null, title: null },
          x: { field: "count", type: "quantitative", title: t("people"), axis: { tickMinStep: 1 } } } },
        table: { rows: counts, table: "employment_one_year", columns: [YEAR,
          ...["graduates", "followed", ...OUTCOMES].map((key) => ({ key, kind: "number" })), { key: "basis", name: "basis" }] } }),
      cvm.undrawn(row ? OUTCOMES.filter((key) => row[key] === null).map((key) => t(`column.${key}`)) : []),
      years.length > 1 && cvm.rates.overYears({ id: "trend", title: t("province.trend"), rows: years, name: () => t("breakdown.province"),
        years: years.map((one) => one.academic_year_be),
        alt: known.map((one) => `${one.academic_year_be} ${cvm.percent(one.rate)}`).join(", ") || t("chart.nothing") }));
  }

  function market(gaps, byField, supply) {
    const years = cvm.years(gaps, "fiscal_year_be");
    if (!years.length) return cvm.part("market", t("province.market"), t("province.market.none"));
    const usual = (gaps.find((row) => row.supply !== null && row.demand_jobs !== null) || gaps[0]).fiscal_year_be;
    const newest = gaps.filter((row) => row.supply !== null).map((row) => row.fiscal_year_be).sort((a, b) => b - a)[0];
    const year = cvm.state.asked("fiscal", years, newest ?? usual);
    const row = gaps.find((one) => one.fiscal_year_be === year);
    const fact = (key, kind) => cvm.fact({ label: t(`column.${key}`), value: row[key], kind, row,
      table: "supply_demand_gap", column: key, why: key === "coverage" ? cvm.coverageColumn.why(row) : null });
    return cvm.part("market", t("province.market"), t("province.market.note"),
      cvm.choices(cvm.choice({ name: "fiscal", label: t("column.fiscal_year_be"),
        options: years.map((one) => [one, String(one)]), value: year })),
      row && cvm.facts(fact("supply", "estimate"), fact("supply_labour", "estimate"), fact("demand_jobs"), fact("gap", "estimate"), fact("coverage"),
        cvm.fact({ label: t("column.pressure"), kind: "text", value: row.pressure && cvm.name("pressure", row.pressure) })),
      cvm.table({ id: "gaps", caption: t("province.gaps", { year }), rows: byField.filter((one) => one.fiscal_year_be === year),
        table: "supply_demand_gap", sort: "demand_jobs.desc", of: { fiscal_year_be: year },
        columns: [{ key: "field_th" }, LEVEL, ...cvm.gapColumns] }),
      supply.length > 0 && cvm.table({ id: "supply", caption: t("province.supply"), table: "supply", rows: supply,
        sort: "academic_year_be.desc", columns: [YEAR, { key: "supply_now", kind: "number" },
          { key: "supply_labour", kind: "estimate" }, { key: "learners", kind: "number" }, ...NEXT,
          { key: "supply_next_reason", name: "supply_next_reason", why: () => "never" }] }));
  }

  function rounds(rows) {
    const years = cvm.years(rows, "academic_year_be");
    if (!years.length) return cvm.part("rounds", t("province.rounds"), t("province.rounds.none"));
    const counted = (year, round, status) =>
      rows.filter((row) => row.academic_year_be === year && row.round === round && row.status === status).length;
    const held = [...new Set(rows.map((row) => `${row.academic_year_be} ${row.round}`))].sort().reverse();
    const statuses = ["done", "late", "open", "overdue", "not_sent"];
    const summary = held.map((one) => {
      const [year, round] = one.split(" ").map(Number);
      return { academic_year_be: year, round,
        ...Object.fromEntries(statuses.map((status) => [status, counted(year, round, status)])) };
    });
    return cvm.part("rounds", t("province.rounds"), t("province.rounds.note"),
      cvm.table({ id: "round", caption: t("province.rounds.counted"), rows: summary, filter: false, columns: [YEAR,
        { key: "round", kind: "year" },
        ...statuses.map((status) => ({ key: status, label: cvm.name("status", status), kind: "number" }))] }),
      cvm.table({ id: "sent", caption: t("province.rounds.colleges"), rows, table: "round_submissions", columns: [
        { key: "college_code", name: "college_code", link: collegeLink }, YEAR, { key: "round", kind: "year" },
        { key: "status", name: "status", mark: (row) => MARKS[row.status] }, { key: "window_closes_on", kind: "day" }, { key: "graduates", kind: "number" },
        { key: "records", kind: "number" }, { key: "surveyed_rate", kind: "percent" },
        { key: "confirmed_on", kind: "day", why: () => "yet" }, { key: "printed_on", kind: "day", why: () => "yet" }] }));
  }

  cvm.pages.province = {
    has: (id) => Boolean(cvm.row("province_code", id)),
    chunks: (state) => [cvm.chunk("province", state.get("id"))],
    draw({ data }) {
      if (!cvm.row("province_code", cvm.state.get("id"))) return directory();
      const of = (name) => data[name] || [];
      const years = cvm.years(of("employment_rates"), "academic_year_be");
      const { province, year, form } = chosen(years);
      cvm.subject = { province_code: province };
      const ofRate = { academic_year_be: year, definition_id: cvm.rates.headlineId() };
      const here = (row) => row.academic_year_be === year;
      const title = t("province.title", { name: cvm.name("province_code", province),
        region: cvm.name("region_th", cvm.row("province_code", province).region_th) });
      return [cvm.opening(title, form),
        years.length ? headline(of("employment_rates"), year) : el("p", { class: "note" }, t("province.none")),
        years.length > 0 && outcomes(of("employment_one_year"), of("employment_rates"), year),
        years.length > 0 && cvm.part("fields", t("province.fields"), t("province.fields.note"),
          cvm.table({ id: "fields-table", caption: t("province.fields.of", { year }), rows: of("fields").filter(here),
            table: "employment_rates", of: ofRate, sort: "denominator.desc",
            columns: [{ key: "field_th", link: fieldLink }, LEVEL, ...RATE] })),
        years.length > 0 && cvm.part("colleges", t("province.colleges"), t("province.colleges.note"),
          cvm.table({ id: "colleges-table", caption: t("province.colleges.of", { year }), rows: of("colleges").filter(here),
            table: "employment_rates", of: ofRate, sort: "college_code.asc",
            columns: [{ key: "college_code", name: "college_code", link: collegeLink },
              { key: "level", text: (row) => (row.breakdown === "college" ? t("choose.all") : levelName(row)) }, ...RATE] })),
        market(of("supply_demand_gap"), of("gaps"), of("supply")), rounds(of("round_submissions"))];
    },
  };
})();
