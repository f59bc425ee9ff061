"use strict";
(function () {
  const { t } = cvm;
  const OUTCOMES = ["employed", "self_employed", "further_study", "seeking", "other", "not_followed"];

  const RATE_COLUMNS = cvm.rateColumns;
  const { byLevel, levelName, definition } = cvm.rates;
  const years = () => Object.keys(cvm.names.owners.nation).filter(Boolean).map(Number).sort((one, other) => other - one);

  cvm.pages.nation = {
    chunks: () => [cvm.chunk("nation", ""), cvm.chunk("nation", cvm.rates.year(years())), "country"],
    draw({ data }) {
      const year = cvm.rates.year(years());
      if (!year) return [cvm.opening(t("nation.title")), cvm.el("p", {}, t("rate.none"))];
      const rates = data.employment_rates.filter((row) => row.academic_year_be === year);
      const whole = rates.filter((row) => ["nation", "level"].includes(row.breakdown));
      return [
        cvm.opening(t("nation.title"), cvm.choices(cvm.rates.yearChoice(years(), year), cvm.rates.definitionChoice())),
        cvm.rates.headline(whole), cvm.rates.definitions(whole), outcomes(data, year), provinces(data, year),
        cvm.rates.trend(data.employment_rates.filter((row) => ["nation", "level"].includes(row.breakdown)), [year]),
        groups(rates, year), fields(data, year), gaps(data, year), rounds(data, year),
      ];
    },
  };

  const ofRate = (year) => ({ academic_year_be: year, definition_id: definition() });

  function outcomes(data, year) {
    const rows = byLevel(data.employment_one_year.filter((row) => row.academic_year_be === year));
    const count = (key) => ({ key, kind: "number" });
    return cvm.part("outcomes", t("nation.outcomes"), null, cvm.table({
      id: "outcomes-table", caption: t("nation.outcomes"), rows, table: "employment_one_year", filter: false, of: { academic_year_be: year },
      columns: [{ key: "level", text: levelName }, ...["graduates", "followed",
        ...OUTCOMES].map(count), { key: "basis", name: "basis" }],
    }));
  }

  function provinces(data, year) {
    const rows = data.provinces.filter((row) => row.definition_id === definition());
    const title = `${cvm.name("definition_id", definition())} · ${t("year.academic")} ${year}`;
    return cvm.part("provinces", t("nation.map"), null, cvm.map({
      id: "provinces-map", title, alt: t("nation.map.alt"), outlines: data.map, text: cvm.percent,
      values: new Map(rows.map((row) => [row.province_code, row.rate])),
      weak: new Set(rows.filter((row) => !cvm.isCarried(row)).map((row) => row.province_code)),
      link: cvm.provinceLink,
      table: { rows, table: "employment_rates", sort: "province_code.asc", most: 12, of: ofRate(year), columns: [
        cvm.provinceColumn,
        ...RATE_COLUMNS] },
    }));
  }

  function groups(rates, year) {
    const rows = rates.filter((row) => ["region", "ownership", "sex"].includes(row.breakdown) && row.definition_id === definition());
    const column = { region: "region_th", ownership: "ownership", sex: "sex" };
    const group = (row) => `${t(`column.${column[row.breakdown]}`)}: ${cvm.name(column[row.breakdown],
      row[column[row.breakdown]]) ?? t("unknown")}`;
    return cvm.part("groups", t("nation.groups"), null, cvm.table({
      id: "groups-table", caption: cvm.name("definition_id", definition()), rows, table: "employment_rates", filter: false, of: ofRate(year),
      columns: [{ key: "group", label: t("nation.group"), value: group }, ...RATE_COLUMNS],
    }));
  }

  const fieldLink = (row) => (cvm.chunk("field", row.field_th) ? cvm.state.link("field.html", { id: row.field_th }) : null);

  function fields(data, year) {
    const rows = data.fields.filter((row) => row.definition_id === definition());
    return cvm.part("fields", t("nation.fields"), t("nation.fields.note"), cvm.table({
      id: "fields-table", caption: cvm.name("definition_id", definition()), rows, table: "employment_rates", most: 15, of: ofRate(year),
      sort: "denominator.desc", columns: [{ key: "field_th", link: fieldLink }, ...RATE_COLUMNS],
    }));
  }

  function gaps(data, year) {
    const rows = data.gaps;
    if (!rows.length) return null;
    const note = t("nation.gaps.note", { academic: year, fiscal: rows[0].fiscal_year_be });
    const whole = data.supply_demand_gap.find((row) => row.breakdown === "nation" && row.supply_academic_year_be === year);
    const fact = (column, kind) => cvm.fact({ label: t(`column.${column}`), value: whole[column], kind, row: whole,
      table: "supply_demand_gap", column });
    const total = whole && cvm.facts(fact("supply", "estimate"), fact("supply_labour", "estimate"), fact("demand_jobs"),
      fact("gap", "estimate"), cvm.fact({ label: t("column.basis"), value: whole.basis && cvm.name("basis", whole.basis), kind: "text" }));
    return cvm.part("gaps", t("nation.gaps"), note, total, cvm.table({
      id: "gaps-table", caption: t("nation.gaps"), rows, table: "supply_demand_gap", most: 15, sort: "gap.desc",
      of: { supply_academic_year_be: year, fiscal_year_be: rows[0].fiscal_year_be },
      columns: [{ key: "field_th", link: fieldLink }, { key: "level", name: "level" }, ...cvm.gapColumns],
    }));
  }

  function rounds(data, year) {
    const rows = data.employment_by_round.filter((row) => row.academic_year_be === year);
    if (!rows.length) return null;
    const names = OUTCOMES.map((one) => t(`column.${one}`));
    const values = rows.flatMap((row) => OUTCOMES.map((one, place) => ({
      round: `${t("column.round")} ${row.round}`, outcome: t(`column.${one}`), persons: row[one], place }))).filter((one) => one.persons !== null);
    const undrawn = rows.flatMap((row) => OUTCOMES.filter((one) => row[one] === null)
      .map((one) => `${t("column.round")} ${row.round} ${t(`column.${one}`)}`));
    const count = (key) => ({ key, kind: "number" });
    return cvm.part("rounds", t("nation.rounds"), t("nation.rounds.note"), cvm.chart({
      id: "rounds-chart", title: t("nation.rounds"), alt: t("nation.rounds.alt"), values,
      spec: { height: 44 * rows.length, mark: { type: "bar", stroke: "#fff", strokeWidth: 1.5 }, encoding: {
        y: { field: "round", type: "nominal", title: null },
        x: { field: "persons", type: "quantitative", title: t("axis.graduates") },
        order: { field: "place" },
        color: { field: "outcome", type: "nominal", sort: names, title: null } } },
      table: { rows, table: "employment_by_round", of: { academic_year_be: year }, columns: [{ key: "round", kind: "year" },
        ...["records", "records_late", "graduates", "followed", "obtained_work", ...OUTCOMES].map(count)] },
    }), cvm.undrawn(undrawn));
  }
})();
