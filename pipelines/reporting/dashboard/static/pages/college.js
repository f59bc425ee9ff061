"use strict";
(function () {
  const { el, t, numberColumns: numbers, shareColumns: shares, statusColumn: status } = cvm;

  const provinces = () => cvm.names.dim_province.filter((one) => cvm.chunk("college", one.province_code));
  const collegesOf = (province) => cvm.names.dim_college.filter((one) => one.province_code === province)
    .sort((one, other) => cvm.compare(one.college_name_th, other.college_name_th));

  /** The college of the address, else the first of the province of the address. */
  function chosen() {
    const asked = cvm.state.get("id") && cvm.row("college_code", cvm.state.get("id"));
    if (asked) return asked;
    const all = provinces();
    const province = all.find((one) => one.province_code === cvm.state.get("province")) || all[0];
    return province ? collegesOf(province.province_code)[0] : null;
  }

  cvm.pages.college = {
    has: (id) => Boolean(cvm.row("college_code", id)),
    chunks: () => [cvm.chunk("college", ""), chosen() && cvm.chunk("college", chosen().province_code)],
    draw({ data }) {
      const college = chosen();
      if (!college) return [cvm.opening(t("page.college")), el("p", {}, t("site.absent"))];
      const pickers = [finder(),
        cvm.choice({ name: "province", label: t("column.province_code"), value: college.province_code, also: { id: null },
          options: provinces().map((one) => [one.province_code, cvm.name("province_code", one.province_code)]) }),
        cvm.choice({ name: "id", label: t("column.college_code"), value: college.college_code,
          options: collegesOf(college.province_code).map((one) => [one.college_code, one.college_name_th]) })];
      if (cvm.state.get("id") && cvm.state.get("id") !== college.college_code) return [cvm.opening(t("page.college"), cvm.choices(pickers))];
      if (!data.employment_rates) return [cvm.opening(college.college_name_th, facts(college), cvm.choices(pickers)), el("p", {}, t("site.unsent"))];
      const own = Object.fromEntries(Object.entries(data).map(([name, rows]) => [name,
        name === "dim_calendar_event" ? rows : rows.filter((row) => row.college_code === college.college_code)]));
      const years = cvm.years([...own.employment_rates, ...own.round_submissions], "academic_year_be");
      const year = cvm.rates.year(years);
      const of = (rows, column) => rows.filter((row) => row[column] === year);
      const rates = of(own.employment_rates, "academic_year_be");
      cvm.subject = { college_code: college.college_code };
      const ofYear = { academic_year_be: year };
      return [
        cvm.opening(college.college_name_th, facts(college), cvm.choices(
          ...pickers, years.length ? cvm.rates.yearChoice(years, year) : null, cvm.rates.definitionChoice())),
        duties(own), cvm.rates.headline(rates), rounds(own, year), networks(of(own.network_comparison, "academic_year_be"), ofYear),
        fields(of(own.fields, "academic_year_be"), { ...ofYear, definition_id: cvm.rates.headlineId() }), cvm.rates.definitions(rates),
        own.employment_rates.length ? cvm.rates.trend(own.employment_rates, [year]) : null,
        sent(of(own.sender_scorecard, "academic_year_be")[0]), supply(of(own.supply, "academic_year_be"), ofYear), people(own),
      ];
    },
  };

  /** A college by its name or code, whatever its province. */
  function finder() {
    const known = cvm.names.dim_college;
    const field = el("input", { type: "search", id: "find-college", list: "all-colleges", autocomplete: "off", onchange: () => {
      const found = known.find((one) => field.value === one.college_code || field.value === one.college_name_th);
      if (found) cvm.state.go({ id: found.college_code, province: null });
    } });
    return el("label", { class: "choice" }, el("span", {}, t("college.find")), field, el("datalist", { id: "all-colleges" },
      known.map((one) => el("option", { value: one.college_name_th }, one.college_code))));
  }

  const facts = (college) => el("p", { class: "note" }, [college.college_code, cvm.name("province_code", college.province_code),
    cvm.name("ownership", college.ownership), college.institute_name].filter(Boolean).join(" · "));

  /** What the calendar asks of the college: what is missing first. */
  function duties(own) {
    const order = ["overdue", "open", "late", "done", "not_applicable"];
    const rows = [...own.compliance].sort((one, other) => order.indexOf(one.status) - order.indexOf(other.status)
      || cvm.compare(other.closes_on, one.closes_on) || cvm.compare(one.event_id, other.event_id));
    const events = new Map(own.dim_calendar_event.map((one) => [one.event_id, one]));
    const count = (one) => rows.filter((row) => row.status === one).length;
    const event = (row) => events.get(row.event_id)?.[`event_${cvm.language()}`] ?? row.event_id;
    const never = (row) => (row.status === "done" || row.status === "late" ? "unknown" : "waiting");
    return cvm.part("duties", t("college.duties"), t("college.duties.note"),
      cvm.facts(order.slice(0, 4).map((one) => cvm.fact({ label: cvm.name("status", one), value: count(one) }))),
      cvm.table({ id: "duties-table", caption: t("college.duties"), rows, table: "compliance", most: 10, columns: [
        { key: "event_id", text: event }, status, { key: "year_be", kind: "year" }, { key: "closes_on", kind: "day", why: () => "endless" },
        { key: "done_on", kind: "day", why: never }, { key: "days_late", kind: "number", why: (row) => (row.closes_on === null ? "endless" : never(row)) },
        { key: "people_missing", kind: "number", why: (row) => (row.people_asked === null ? "never" : "hidden") }] }));
  }

  function rounds(own, year) {
    const rows = own.round_submissions.filter((row) => row.academic_year_be === year);
    const outcomes = own.employment_by_round.filter((row) => row.academic_year_be === year);
    if (!rows.length && !outcomes.length) return null;
    const ofYear = { academic_year_be: year };
    return cvm.part("rounds", t("college.rounds"), t("college.rounds.note"),
      cvm.table({ id: "rounds-table", caption: t("college.rounds"), rows, table: "round_submissions", filter: false, of: ofYear, columns: [
        { key: "round", kind: "year" }, status, { key: "window_closes_on", kind: "day" }, ...numbers("graduates", "surveyed"),
        ...shares("surveyed_rate"), ...numbers("followed", "unreachable", "records_late"), { key: "confirmed_on", kind: "day", why: () => "yet" },
        { key: "printed_on", kind: "day", why: () => "yet" }, cvm.basisColumn] }),
      outcomes.length ? cvm.table({ id: "outcomes-table", caption: t("college.outcomes"), rows: outcomes, filter: false, of: ofYear,
        table: "employment_by_round", columns: [{ key: "round", kind: "year" }, ...numbers("graduates", "followed", "employed",
          "self_employed", "further_study", "seeking", "other", "not_followed")] }) : null);
  }

  function networks(rows, ofYear) {
    if (!rows.length) return null;
    return cvm.part("networks", t("college.networks"), t("college.networks.note"), cvm.table({
      id: "networks-table", caption: t("college.networks"), rows, table: "network_comparison", filter: false, of: ofYear, columns: [
        { key: "centre_id", name: "centre_id", link: (row) => cvm.state.link("centre.html", { id: row.centre_id }) },
        ...numbers("graduates", "followed", "obtained_work"), cvm.rateColumn, ...cvm.comparisonColumns,
        ...shares("response_rate"), { key: "reliability", name: "reliability" }, { key: "basis", name: "basis" }] }));
  }

  function fields(rows, ofRate) {
    if (!rows.length) return null;
    return cvm.part("fields", t("college.fields"), cvm.name("definition_id", cvm.rates.headlineId()), cvm.table({
      id: "fields-table", caption: t("college.fields"), rows, table: "employment_rates", most: 15, of: ofRate,
      sort: "denominator.desc",
      columns: [{ key: "field_th" }, { key: "level", name: "level" }, ...cvm.rateColumns] }));
  }

  function sent(row) {
    if (!row) return null;
    const fact = (column, kind, of) => cvm.fact({ label: t(`column.${column}`), value: row[column], kind, row, table: "sender_scorecard", column, of });
    const reached = row.reached === null || row.records === null ? null
      : t("college.reached", { reached: cvm.number(row.reached), records: cvm.number(row.records) });
    return cvm.part("sent", t("college.sent"), t("college.sent.note"), cvm.facts(
      fact("files"), fact("files_held"), fact("files_rejected"), fact("rows_read"), fact("rows_quarantined"), fact("errors"),
      fact("warnings"), fact("contact_rate", "percent", reached), fact("late_change_rate", "percent"), fact("duplicate_rate", "percent"),
      fact("events_in_time"), fact("events_late"), fact("events_overdue"),
      cvm.fact({ label: t("column.basis"), value: row.basis && cvm.name("basis", row.basis), kind: "text" })));
  }

  function supply(rows, ofYear) {
    if (!rows.length) return null;
    return cvm.part("supply", t("college.supply"), null, cvm.table({
      id: "supply-table", caption: t("college.supply"), rows, table: "supply", most: 15, of: ofYear, sort: "supply_now.desc",
      columns: [{ key: "field_th" }, { key: "level", name: "level" }, ...numbers("supply_now"), ...cvm.estimateColumns("supply_labour"),
        ...numbers("learners"), ...cvm.estimateColumns("supply_next_1", "supply_next_2", "supply_next_3").map((one) => ({ ...one, why: (row) =>
          (row.supply_next_reason ? "projected" : "hidden") }))] }));
  }

  function people(own) {
    const tables = [
      ["teachers", own.teacher_coverage, "teacher_coverage", [{ key: "fiscal_year_be", kind: "year" },
        ...numbers("teachers", "development_known", "teachers_trained"), ...shares("trained_rate"),
        ...numbers("certification_known", "teachers_certified"), ...shares("certified_rate"),
        ...numbers("skills_known", "teachers_without_gap"), cvm.basisColumn]],
      ["certification", own.certification_summary.filter((row) => row.person_kind !== "final_year"), "certification_summary", [
        { key: "person_kind", name: "person_kind" }, { key: "body", name: "body" }, { key: "fiscal_year_be", kind: "year" },
        ...numbers("persons_tested", "tests_judged", "tests_passed"), ...shares("pass_rate"), ...numbers("certificates_in_force"), cvm.basisColumn]],
      ["safety", own.placement_safety, "placement_safety", [{ key: "academic_year_be", kind: "year" },
        ...numbers("learners", "placements", "in_order_known", "in_order"), ...shares("in_order_rate"),
        ...numbers("safe_known", "safe"), ...shares("safe_rate"), ...numbers("accidents", "complaints", "complaints_solved"), cvm.basisColumn]],
    ].filter(([, rows]) => rows.length);
    if (!tables.length) return null;
    return cvm.part("people", t("college.people"), null, tables.map(([name, rows, table, columns]) => cvm.table({
      id: `${name}-table`, caption: t(`college.${name}`), rows, table, columns, filter: false })));
  }
})();
