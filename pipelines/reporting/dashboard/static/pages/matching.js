"use strict";
// Matching: who has a place, who has none and why, what one more place would be worth, the best beside the greedy.
(function () {
  const { el, t } = cvm;
  const KINDS = ["job", "internship", "dual", "teacher_placement"];
  const MOST = 15;
  const FIELD = { key: "meeting_field_th" };
  const LEVEL = { key: "level", text: (row) => (row.level === null ? t("choose.all") : cvm.name("level", row.level)) };
  const number = (key, more) => ({ key, kind: "number", ...more });

  /** Columns that the public file has not got, or rounds until they say nothing. */
  const inside = (...columns) => (cvm.names.about.is_public ? [] : columns);

  function asked(problems) {
    const years = cvm.years(problems, "fiscal_year_be");
    const placed = years.find((one) => problems.some((row) => row.fiscal_year_be === one && row.placed > 0));
    const year = cvm.state.asked("fiscal", years, placed ?? years[0]);
    const kinds = KINDS.filter((one) => problems.some((row) => row.fiscal_year_be === year && row.demand_kind === one));
    return { years, year, kinds, kind: cvm.state.asked("kind", kinds, kinds[0]) };
  }

  function overview(rows) {
    const largest = rows.filter((row) => row.people !== null && row.placed !== null)
      .sort((one, other) => other.people - one.people || cvm.compare(one.meeting_field_th, other.meeting_field_th)).slice(0, MOST);
    const name = (row) => (row.level ? `${row.meeting_field_th} (${cvm.name("level", row.level)})` : row.meeting_field_th);
    const values = largest.flatMap((row) => ["people", "placed"].map((key) => ({
      field: name(row), what: t(`matching.bar.${key}`), count: row[key] })));
    return cvm.part("problems", t("matching.problems"), t("matching.problems.note"),
      cvm.chart({ id: "placed", title: t("matching.placed", { most: MOST }),
        alt: largest.map((row) => `${name(row)} ${cvm.number(row.placed)} / ${cvm.number(row.people)}`).join(", ") || t("chart.nothing"),
        values, spec: (width) => ({ height: { step: 13 }, mark: "bar", encoding: {
          y: { field: "field", type: "nominal", sort: null, title: null, axis: { labelLimit: width < 480 ? 130 : 320 } },
          yOffset: { field: "what", sort: null },
          x: { field: "count", type: "quantitative", title: t("people") },
          color: { field: "what", type: "nominal", sort: null, title: null } } }),
        table: { rows: largest, table: "match_problems", columns: [FIELD, LEVEL, number("people"), number("placed")] } }),
      cvm.table({ id: "problem", caption: t("matching.problems.all"), rows, table: "match_problems", sort: "people.desc",
        columns: [FIELD, LEVEL, number("people"), number("seats", { label: t("matching.seats.capacity") }), number("candidates"), number("placed"),
          { key: "is_proven", kind: "yes" }, ...inside(number("objective"), number("greedy_objective"), number("gain"))] }));
  }

  function left(people, seats, names) {
    const kept = (row, key) => row[key] === null || row[key] > 0;
    return cvm.part("unplaced", t("matching.unplaced"), t("matching.unplaced.note"),
      cvm.table({ id: "people", caption: t("matching.people"), rows: people.filter((row) => kept(row, "unplaced")),
        table: "match_unplaced", sort: "unplaced.desc", columns: [
          { key: "college_code", name: "college_code", link: (row) => cvm.hasPage("college") && cvm.state.link("college.html", { id: row.college_code }) },
          FIELD, LEVEL, number("capacity", { label: t("matching.people.capacity") }), number("placed"), number("unplaced"),
          { key: "reason", name: "reason" }, number("price", { label: t("matching.people.price") })] }),
      cvm.table({ id: "seats", caption: t("matching.seats"), rows: seats, table: "match_unplaced", sort: "unplaced.desc",
        columns: [employer(names), ...place, FIELD, LEVEL, number("capacity", { label: t("matching.seats.capacity") }),
          number("placed"), number("unplaced"), { key: "reason", name: "reason" }] }));
  }

  const employer = (names) => ({ key: "establishment_id", label: t("matching.employer"),
    value: (row) => names.get(row.establishment_id) ?? row.establishment_id, why: () => "never" });
  const place = [{ key: "work_province_code", name: "province_code", label: null, why: (row) => (row.place === "abroad" ? "abroad" : "unknown") }];

  const prices = (rows, names) => cvm.part("prices", t("matching.prices"), t("matching.prices.note"),
    cvm.table({ id: "price", caption: t("matching.prices.of"), rows, table: "match_prices", sort: "price.desc",
      columns: [employer(names), ...place, FIELD, LEVEL,
        ...inside(number("capacity", { label: t("matching.seats.capacity") }), number("placed")), number("price", { label: t("matching.seats.price") })] }));

  cvm.pages.matching = {
    async chunks() {
      const { match_problems: problems } = await cvm.load("matching");
      const { kind, year } = asked(problems);
      return ["matching", cvm.chunk("matching", `${kind}-${year}`)];
    },
    draw({ data }) {
      const problems = data.match_problems;
      if (!problems.length) return [cvm.opening(t("page.matching"), el("p", { class: "note" }, t("matching.none")))];
      place[0].label = t("matching.province");
      const { years, year, kinds, kind } = asked(problems);
      cvm.subject = { demand_kind: kind, fiscal_year_be: year };
      const names = new Map(data.dim_establishment.map((row) => [row.establishment_id, row.establishment_name]));
      const rows = problems.filter((row) => row.fiscal_year_be === year && row.demand_kind === kind);
      return [cvm.opening(t("matching.title"), el("p", { class: "note" }, t("matching.what")), cvm.choices(
        cvm.choice({ name: "kind", label: t("column.demand_kind"), value: kind,
          options: kinds.map((one) => [one, cvm.name("demand_kind", one)]) }),
        cvm.choice({ name: "fiscal", label: t("column.fiscal_year_be"), value: year,
          options: years.map((one) => [one, String(one)]) }))),
      overview(rows), left(data.people || [], data.seats || [], names), prices(data.match_prices || [], names)];
    },
  };
})();
