"use strict";
(function () {
  const { el, t } = cvm;
  const OUTCOMES = ["employed", "self_employed", "further_study", "seeking", "other", "not_followed"];

  const RATE_COLUMNS = cvm.rateColumns;
  const levels = () => cvm.names.dim_level.map((one) => one.level);
  const years = () => Object.keys(cvm.names.owners.nation).filter(Boolean).sort().reverse();
  const chosenYear = () => {
    const closed = cvm.names.dim_academic_year.filter((one) => one.is_window_closed).map((one) => String(one.academic_year_be));
    return cvm.state.get("year", years().find((year) => closed.includes(year)) || years()[0]);
  };
  const definition = () => cvm.state.get("definition", cvm.names.dim_indicator.find((one) => one.is_headline).definition_id);

  cvm.pages.nation = {
    chunks: () => [cvm.chunk("nation", ""), cvm.chunk("nation", chosenYear()), "country"],
    draw({ data }) {
      const year = Number(chosenYear());
      const rates = data.employment_rates.filter((row) => row.academic_year_be === year);
      return [
        cvm.opening(t("nation.title"), cvm.choices(
          cvm.choice({ name: "year", label: t("year.academic"), value: year, options: years().map((one) => [one, one]) }),
          cvm.choice({ name: "definition", label: t("choose.definition"), value: definition(),
            options: cvm.names.dim_indicator.map((one) => [one.definition_id, cvm.name("definition_id", one.definition_id)]) }))),
        headline(rates), definitions(rates), outcomes(data, year), provinces(data, year), trend(data.employment_rates),
        groups(rates), fields(data), gaps(data, year), rounds(data, year),
      ];
    },
  };

  const byLevel = (rows) => [...rows.filter((row) => row.breakdown === "nation"),
    ...levels().flatMap((level) => rows.filter((row) => row.breakdown === "level" && row.level === level))];
  const levelName = (row) => (row.breakdown === "nation" ? t("breakdown.nation")
    : row.level === null ? t("level.unknown") : cvm.name("level", row.level));

  function headline(rates) {
    const rows = byLevel(rates.filter((row) => row.definition_id === definition()));
    return cvm.part("headline", cvm.name("definition_id", definition()), t("nation.headline.note"),
      el("div", { class: "rates" }, rows.map((row) => cvm.rate({ label: levelName(row), row }))));
  }

  function definitions(rates) {
    const rows = byLevel(rates);
    const order = cvm.names.dim_indicator.map((one) => one.definition_id);
    const named = [...new Set(rows.map(levelName))];
    const blocks = named.map((level) => [el("h3", {}, level), cvm.strips(
      order.flatMap((one) => rows.filter((row) => row.definition_id === one && levelName(row) === level)),
      (row) => cvm.name("definition_id", row.definition_id))]);
    return cvm.part("definitions", t("nation.definitions"), t("nation.definitions.note"), blocks,
      cvm.behind("definitions-table", t("nation.definitions"), { rows, table: "employment_rates", columns: [
        { key: "definition_id", name: "definition_id" }, { key: "level", text: levelName }, ...RATE_COLUMNS] }));
  }

  function outcomes(data, year) {
    const rows = byLevel(data.employment_one_year.filter((row) => row.academic_year_be === year));
    const count = (key) => ({ key, kind: "number" });
    return cvm.part("outcomes", t("nation.outcomes"), null, cvm.table({
      id: "outcomes-table", caption: t("nation.outcomes"), rows, table: "employment_one_year", filter: false,
      columns: [{ key: "level", text: levelName }, ...["graduates", "followed",
        ...OUTCOMES].map(count), { key: "basis", name: "basis" }],
    }));
  }

  const provinceLink = (code) => (code && cvm.hasPage("province") ? cvm.state.link("province.html", { id: code }) : null);

  function provinces(data, year) {
    const rows = data.provinces.filter((row) => row.definition_id === definition());
    const title = `${cvm.name("definition_id", definition())} · ${t("year.academic")} ${year}`;
    return cvm.part("provinces", t("nation.map"), null, cvm.map({
      id: "provinces-map", title, alt: t("nation.map.alt"), outlines: data.map, text: cvm.percent,
      values: new Map(rows.map((row) => [row.province_code, row.rate])),
      link: provinceLink,
      table: { rows, table: "employment_rates", sort: "rate.desc", columns: [
        { key: "province_code", name: "province_code", link: (row) => provinceLink(row.province_code) },
        ...RATE_COLUMNS] },
    }));
  }

  function trend(all) {
    const rows = byLevel(all.filter((row) => row.definition_id === definition()));
    const values = rows.filter((row) => row.rate !== null).map((row) => ({
      level: levelName(row), year: String(row.academic_year_be), rate: 100 * row.rate, low: 100 * row.ci_low, high: 100 * row.ci_high }));
    const x = { field: "year", type: "ordinal", title: t("year.academic"), axis: { labelAngle: 0 } };
    const color = { field: "level", type: "nominal", title: null,
      sort: [t("breakdown.nation"), ...levels().map((level) => cvm.name("level", level))] };
    const y = (field) => ({ field, type: "quantitative", title: t("axis.rate"), scale: { domain: [0, 100] } });
    return cvm.part("trend", t("nation.trend"), null, cvm.chart({
      id: "trend-chart", title: cvm.name("definition_id", definition()), alt: t("nation.trend.alt"), values,
      spec: { height: 260, layer: [
        { mark: { type: "line", strokeWidth: 2.5 }, encoding: { x, y: y("rate"), color } },
        { mark: { type: "rule", strokeWidth: 2 }, encoding: { x, y: y("low"), y2: { field: "high" }, color } },
        { mark: { type: "point", filled: true, size: 80 }, encoding: { x, y: y("rate"), color, shape: color } },
      ] },
      table: { rows, table: "employment_rates", columns: [{ key: "academic_year_be", kind: "year" },
        { key: "level", text: levelName }, ...RATE_COLUMNS] },
    }));
  }

  function groups(rates) {
    const rows = rates.filter((row) => ["region", "ownership", "sex"].includes(row.breakdown) && row.definition_id === definition());
    const column = { region: "region_th", ownership: "ownership", sex: "sex" };
    const group = (row) => `${t(`column.${column[row.breakdown]}`)}: ${cvm.name(column[row.breakdown],
      row[column[row.breakdown]]) ?? t("unknown")}`;
    return cvm.part("groups", t("nation.groups"), null, cvm.table({
      id: "groups-table", caption: cvm.name("definition_id", definition()), rows, table: "employment_rates", filter: false,
      columns: [{ key: "group", label: t("nation.group"), value: group }, ...RATE_COLUMNS],
    }));
  }

  function fields(data) {
    const rows = data.fields.filter((row) => row.definition_id === definition());
    return cvm.part("fields", t("nation.fields"), t("nation.fields.note"), cvm.table({
      id: "fields-table", caption: cvm.name("definition_id", definition()), rows, table: "employment_rates", most: 15,
      sort: "denominator.desc", columns: [{ key: "field_th" }, ...RATE_COLUMNS],
    }));
  }

  function gaps(data, year) {
    const rows = data.gaps;
    if (!rows.length) return null;
    const note = t("nation.gaps.note", { academic: year, fiscal: rows[0].fiscal_year_be });
    return cvm.part("gaps", t("nation.gaps"), note, cvm.table({
      id: "gaps-table", caption: t("nation.gaps"), rows, table: "supply_demand_gap", most: 15, sort: "gap.asc",
      columns: [{ key: "field_th" }, { key: "level", name: "level" }, ...cvm.gapColumns],
    }));
  }

  function rounds(data, year) {
    const rows = data.employment_by_round.filter((row) => row.academic_year_be === year);
    if (!rows.length) return null;
    const names = OUTCOMES.map((one) => t(`column.${one}`));
    const values = rows.flatMap((row) => OUTCOMES.map((one, place) => ({
      round: `${t("column.round")} ${row.round}`, outcome: t(`column.${one}`), persons: row[one], place }))).filter((one) => one.persons !== null);
    const count = (key) => ({ key, kind: "number" });
    return cvm.part("rounds", t("nation.rounds"), t("nation.rounds.note"), cvm.chart({
      id: "rounds-chart", title: t("nation.rounds"), alt: t("nation.rounds.alt"), values,
      spec: (width) => ({ height: 44 * rows.length, mark: { type: "bar" }, encoding: {
        y: { field: "round", type: "nominal", title: null },
        x: { field: "persons", type: "quantitative", title: t("axis.graduates") },
        order: { field: "place" },
        color: { field: "outcome", type: "nominal", sort: names, title: null, legend: { columns: width < 500 ? 2 : 6 } } } }),
      table: { rows, table: "employment_by_round", columns: [{ key: "round", kind: "year" },
        ...["records", "records_late", "graduates", "followed", "obtained_work", ...OUTCOMES].map(count)] },
    }));
  }
})();
