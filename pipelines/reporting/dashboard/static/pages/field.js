"use strict";
(function () {
  const { el, t, numberColumns: numbers, shareColumns: shares } = cvm;

  const fields = () => Object.keys(cvm.names.owners.field).filter(Boolean).sort(cvm.compare);
  const chosen = () => (fields().includes(cvm.state.get("id")) ? cvm.state.get("id") : fields()[0]);

  /** The names under which supply and demand of a field meet; they are known once the shared chunk is there. */
  const meeting = (rows, field) => new Set(rows.filter((row) => row.field_th === field).map((row) => row.meeting_field_th).filter(Boolean));

  cvm.pages.field = {
    has: (id) => fields().includes(id),
    chunks: async () => {
      if (!chosen()) return [];
      const shared = cvm.chunk("field", "");
      const { dim_field: rows } = await cvm.load(shared);
      const others = [...meeting(rows, chosen())].filter((one) => one !== chosen());
      return [shared, cvm.chunk("field", chosen()), ...others.map((one) => cvm.chunk("field", one))];
    },
    draw({ data }) {
      const field = chosen();
      const picker = cvm.choice({ name: "id", label: t("column.field_th"), value: field, options: fields().map((one) => [one, one]) });
      if (cvm.state.get("id") && cvm.state.get("id") !== field) return [cvm.opening(t("page.field"), cvm.choices(picker))];
      if (!field) return [cvm.opening(t("page.field")), el("p", {}, t("site.absent"))];
      const names = meeting(data.dim_field, field);
      if (!names.size) names.add(field);
      const met = (rows, column = "field_th") => rows.filter((row) => names.has(row[column]));
      const own = data.employment_rates.filter((row) => row.field_th === field);
      const gap = met(data.supply_demand_gap);
      const years = cvm.years([...own, ...gap.map((row) => ({ academic_year_be: row.supply_academic_year_be }))], "academic_year_be");
      const year = cvm.rates.year(years);
      const gaps = gap.filter((row) => row.supply_academic_year_be === year);
      const fiscal = gaps.length ? gaps[0].fiscal_year_be : cvm.rates.fiscalYear(year);
      const of = (rows, column) => met(rows, column).filter((row) => row.fiscal_year_be === fiscal);
      cvm.subject = { field_th: field };
      const [ofYear, ofFiscal] = [{ academic_year_be: year, definition_id: cvm.rates.headlineId() }, { fiscal_year_be: fiscal }];
      return [
        cvm.opening(field, about(data.dim_field, field, names), cvm.choices(
          picker, cvm.rates.yearChoice(years, year), cvm.rates.definitionChoice())),
        market(gaps, year, fiscal), cvm.rates.headline(own.filter((row) => row.academic_year_be === year)),
        colleges(data.colleges.filter((row) => row.field_th === field && row.academic_year_be === year), ofYear),
        provinces(of(data.provinces), ofFiscal), employers(of(data.demand, "meeting_field_th"), data.dim_establishment, ofFiscal),
        industries(of(data.target_industry_demand), ofFiscal), cvm.rates.definitions(own.filter((row) => row.academic_year_be === year)),
        cvm.rates.trend(own, [year]),
      ];
    },
  };

  /** What the field is: its group, the name that supply and demand go by, and the CVM centres that lead it. */
  function about(rows, field, names) {
    const own = rows.filter((row) => row.field_th === field);
    const groups = [...new Set(own.map((row) => row.occupation_group_th).filter(Boolean))];
    const centres = [...new Set(own.flatMap((row) => (row.centre_ids || "").split(/[,\s]+/)).filter(Boolean))];
    const others = [...names].filter((one) => one !== field);
    return [
      groups.length ? el("p", { class: "note" }, groups.join(" · ")) : null,
      others.length ? el("p", { class: "note" }, t("field.meets"), " ", others.map((one) =>
        el("a", { href: cvm.state.link("field.html", { id: one }) }, one))) : null,
      centres.length ? el("p", { class: "note" }, t("field.centres"), " ", centres.map((one, place) => [place ? " · " : "",
        el("a", { href: cvm.state.link("centre.html", { id: one }) }, cvm.name("centre_id", one))])) : null,
    ];
  }

  function market(rows, year, fiscal) {
    if (!rows.length) return cvm.part("market", t("field.market"), null, el("p", { class: "note" }, t("rate.none")));
    return cvm.part("market", t("field.market"), t("nation.gaps.note", { academic: year, fiscal }), cvm.table({
      id: "market-table", caption: t("field.market"), rows, table: "supply_demand_gap", filter: false,
      of: { supply_academic_year_be: year, fiscal_year_be: fiscal },
      columns: [{ key: "field_th" }, { key: "level", name: "level" }, ...cvm.gapColumns, { key: "monthly_wage_median", kind: "number" }] }));
  }

  function colleges(rows, of) {
    if (!rows.length) return null;
    return cvm.part("colleges", t("field.colleges"), cvm.name("definition_id", cvm.rates.headlineId()), cvm.table({
      id: "colleges-table", caption: t("field.colleges"), rows, table: "employment_rates", most: 15, of, sort: "denominator.desc",
      columns: [cvm.collegeColumn, cvm.collegeProvinceColumn, { key: "level", name: "level" }, cvm.rateColumn,
        ...numbers("numerator", "denominator"), ...shares("ci_low", "ci_high", "response_rate"),
        { key: "reliability", name: "reliability" }, { key: "basis", name: "basis" }] }));
  }

  function provinces(rows, of) {
    if (!rows.length) return null;
    return cvm.part("provinces", t("field.provinces"), null, cvm.table({
      id: "provinces-table", caption: t("field.provinces"), rows, table: "supply_demand_gap", most: 15, of, sort: "gap.desc",
      columns: [cvm.provinceColumn, { key: "level", name: "level" }, ...cvm.estimateColumns("supply_labour"), ...numbers("demand_jobs"), ...cvm.estimateColumns("gap"),
        cvm.coverageColumn,
        cvm.pressureColumn, ...numbers("establishments"), cvm.basisColumn] }));
  }

  function employers(rows, names, of) {
    if (!rows.length) return null;
    const named = new Map(names.map((row) => [row.establishment_id, row]));
    const name = (row) => named.get(row.establishment_id)?.establishment_name || row.establishment_id || "";
    return cvm.part("employers", t("field.employers"), t("field.employers.note"), cvm.table({
      id: "employers-table", caption: t("field.employers"), rows, table: "demand", most: 20, of, sort: "headcount.desc",
      columns: [{ key: "establishment_id", text: name }, { key: "demand_kind", name: "demand_kind" }, { key: "level", name: "level" },
        ...numbers("headcount"), { key: "province_code", name: "province_code", why: (row) => (row.place === "abroad" ? "never" : "unknown") },
        { key: "place", name: "place" }] }));
  }

  function industries(rows, of) {
    if (!rows.length) return null;
    return cvm.part("industries", t("field.industries"), null, cvm.table({
      id: "industries-table", caption: t("field.industries"), rows, table: "target_industry_demand", of, sort: "demand_jobs.desc",
      columns: [{ key: "target_industry_id", name: "target_industry_id" }, { key: "level", name: "level" },
        { key: "place", name: "place" }, ...numbers("demand_jobs", "demand_internship", "demand_dual", "establishments", "provinces"),
        ...shares("share_of_field_demand")] }));
  }
})();
