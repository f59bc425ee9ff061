"use strict";
(function () {
  const { el, t } = cvm;

  const centres = () => cvm.names.dim_cvm_centre;
  const chosen = () => cvm.state.get("id", centres()[0].centre_id);
  const byYear = (rows, column, year) => rows.filter((row) => row[column] === year);
  const { collegeColumn: college, numberColumns: numbers, statusColumn: status } = cvm;

  cvm.pages.centre = {
    has: (id) => Boolean(cvm.row("centre_id", id)),
    chunks: () => [cvm.chunk("centre", chosen())],
    draw({ data }) {
      const picker = cvm.choice({ name: "id", label: t("column.centre_id"), value: chosen(),
        options: centres().map((one) => [one.centre_id, one.centre_name_th]) });
      if (!data.network_comparison) return [cvm.opening(t("page.centre"), cvm.choices(picker)), el("p", {}, t(cvm.row("centre_id", chosen()) ? "site.unsent" : "site.absent"))];
      const all = data.network_comparison;
      const years = cvm.years([...all, ...data.employment_rates], "academic_year_be");
      const withRates = years.find((one) => all.some((row) => row.academic_year_be === one && row.benchmark_rate !== null));
      const year = cvm.state.asked("year", years, withRates ?? years[0]);
      const levels = [...new Set(all.map((row) => row.level).filter(Boolean))];
      const level = cvm.state.asked("level", levels, "");
      const rows = byYear(all, "academic_year_be", year).filter((row) => (level ? row.level === level : row.breakdown === "cvm_network_college"));
      const fiscal = year ? cvm.rates.fiscalYear(year) : null;
      const fiscals = cvm.years(data.centre_scorecard, "fiscal_year_be");
      const asked = cvm.state.asked("fiscal", fiscals, mostTold(data.centre_scorecard) ?? fiscal);
      cvm.subject = { centre_id: chosen() };
      const of = { academic_year_be: year, level };
      return [
        cvm.opening(cvm.name("centre_id", chosen()), cvm.choices(picker,
          cvm.choice({ name: "year", label: t("year.academic"), value: year, options: years.map((one) => [one, one]) }),
          cvm.choice({ name: "level", label: t("choose.level"), value: level, options: [["", t("choose.all")],
            ...levels.map((one) => [one, cvm.name("level", one)])] }))),
        network(data, rows, year, fiscal), comparison(rows, of), funnel(rows, of), work(rows, of), market(data, year),
        scorecard(data, asked, fiscals), plans(data, asked),
      ];
    },
  };

  function network(data, rows, year, fiscal) {
    const rate = byYear(data.employment_rates, "academic_year_be", year).filter((row) => row.definition_id === cvm.rates.headlineId())[0];
    const first = rows.find((row) => row.network_colleges !== null) || rows[0] || null;
    const gap = byYear(data.supply_demand_gap, "fiscal_year_be", fiscal).find((row) => row.breakdown === "cvm_network") || null;
    const of = (row, table, column, kind) => cvm.fact({ label: t(`column.${column}`), value: row && row[column], row, table, column, kind,
      why: row ? null : "absent" });
    return cvm.part("network", t("centre.network"), t("centre.network.note"),
      el("div", { class: "two" },
        cvm.rate({ label: [cvm.name("definition_id", cvm.rates.headlineId()), year].filter(Boolean).join(" · "), row: rate }),
        cvm.facts(
          of(first, "network_comparison", "network_colleges"),
          of(gap, "supply_demand_gap", "supply_labour", "estimate"), of(gap, "supply_demand_gap", "demand_jobs"),
          of(gap, "supply_demand_gap", "gap", "estimate"),
          cvm.fact({ label: t("column.pressure"), value: gap && gap.pressure && cvm.name("pressure", gap.pressure), kind: "text",
            row: gap, table: "supply_demand_gap", column: "pressure", why: gap ? null : "absent" }),
          of(gap, "supply_demand_gap", "establishments"))));
  }

  function comparison(rows, of) {
    return cvm.part("comparison", t("centre.comparison"), t("centre.comparison.note"), cvm.table({
      id: "comparison-table", caption: t("centre.comparison"), rows, table: "network_comparison", most: 20, of,
      sort: "graduates.desc",
      columns: [college, ...numbers("graduates", "followed", "obtained_work"), cvm.rateColumn,
        { key: "ci_low", kind: "percent" }, { key: "ci_high", kind: "percent" },
        ...cvm.comparisonColumns,
        { key: "response_rate", kind: "percent" }, { key: "reliability", name: "reliability" }, { key: "basis", name: "basis" }],
    }));
  }

  const SIDES = ["standing.inside", "centre.above", "centre.below"];
  const side = (row) => t(SIDES[row.standing === "inside" ? 0 : row.difference > 0 ? 1 : 2]);

  /** Differences from the benchmark over the number of graduates, each with its own interval: the larger, the surer. */
  function funnel(rows, of) {
    const points = rows.filter((row) => !cvm.whyUncompared(row));
    const values = points.map((row) => ({ graduates: row.graduates, difference: 100 * row.difference, low: 100 * row.difference_low,
      high: 100 * row.difference_high, standing: side(row) }));
    const standings = (range) => ({ field: "standing", type: "nominal", title: null, scale: { domain: SIDES.map((one) => t(one)), range } });
    const most = Math.max(...points.map((row) => row.graduates), 20) * 1.08;
    const limit = Math.min(100, Math.max(20, ...values.flatMap((one) => [one.low, one.high]).map((one) => Math.abs(one) * 1.05)));
    const x = { field: "graduates", type: "quantitative", title: t("axis.graduates"), scale: { domain: [0, most], nice: false } };
    const y = (field) => ({ field, type: "quantitative", title: t("axis.difference"), scale: { domain: [-limit, limit] } });
    const color = standings(["#5c6b7a", "#0072b2", "#d55e00"]);
    return cvm.part("funnel", t("centre.funnel"), t("centre.funnel.note", { left: rows.length - points.length }), cvm.chart({
      id: "funnel-chart", title: t("centre.funnel"), alt: t("centre.funnel.alt", { count: points.length }), values,
      spec: { height: 320, layer: [
        { data: { values: [{ zero: 0 }] }, mark: { type: "rule", color: "#1b2733" }, encoding: { y: { field: "zero", type: "quantitative" } } },
        { mark: { type: "rule", strokeWidth: 2, opacity: 0.6, clip: true }, encoding: { x, y: y("low"), y2: { field: "high" }, color } },
        { mark: { type: "point", filled: true, size: 90, opacity: 0.9 }, encoding: { x, y: y("difference"), color,
          shape: standings(["circle", "triangle-up", "triangle-down"]) } },
      ] },
      table: { rows, table: "network_comparison", of, sort: "graduates.desc", columns: [college, ...numbers("graduates"),
        ...cvm.differenceColumns.all] },
    }));
  }

  const share = (key) => ({ key, kind: "percent" });
  const WORK = {
    supply: () => [...cvm.estimateColumns("supply_now", "supply_next_1"), ...numbers("demand_jobs", "demand_places", "agreements")],
    teachers: () => [...numbers("teachers", "teachers_trained", "teachers_certified", "teachers_judged", "teachers_with_gap",
      "teacher_placements", "teacher_placements_ended", "reports_in_time"), share("reports_in_time_rate")],
    learners: () => [...numbers("tests_judged", "tests_passed"), share("certification_pass_rate"),
      ...numbers("test_centres_licensed", "placements", "safety_known", "safe_placements"), share("safe_placement_rate"),
      ...numbers("short_courses", "short_course_participants")],
    duties: () => [...numbers("sar_score", "knowledge_assets", "knowledge_components"), ...numbers("followups_reached", "followup_records"),
      share("contact_rate"),
      ...numbers("emvs_rounds_asked", "emvs_rounds_entered", "group_duties", "group_duties_done", "events_asked", "events_overdue")],
  };

  /** What the colleges do, one side of it at a time; it is told of colleges and not of their levels. */
  function work(rows, of) {
    if (rows.every((row) => row.breakdown !== "cvm_network_college")) return null;
    const shown = cvm.state.asked("work", Object.keys(WORK), "supply");
    return cvm.part("work", t("centre.work"), t("centre.work.note"),
      cvm.switch({ name: "work", label: t("centre.work"), value: shown, options: Object.keys(WORK).map((one) => [one, t(`centre.${one}`)]) }),
      cvm.table({ id: `${shown}-table`, caption: t(`centre.${shown}`), rows, table: "network_comparison", most: 20, of,
        sort: "college_code.asc", columns: [college, ...WORK[shown]()] }));
  }

  /** The fiscal year of which most is computed or reported; of two that are alike the newer. */
  function mostTold(rows) {
    const told = rows.filter((row) => row.computed !== null || row.reported !== null);
    const counts = cvm.years(told, "fiscal_year_be").map((one) => [one, byYear(told, "fiscal_year_be", one).length]);
    return counts.sort((one, other) => other[1] - one[1] || other[0] - one[0])[0]?.[0];
  }

  /** Where nobody has set a target nothing is met or missed: the system tells whether there is anything at all. */
  const isTargetless = (row) => row.target === null && row.target_basis === "none";
  const TARGETLESS = { met: "centre.some", behind: "centre.none", on_course: "centre.none" };

  function scorecard(data, fiscal, fiscals) {
    const rows = byYear(data.centre_scorecard, "fiscal_year_be", fiscal);
    const text = (row) => cvm.names.key_results[row.key_result_id][`key_result_${cvm.language()}`];
    const part = (key) => ({ key, kind: "number", why: (row) => (["percent", "teachers", "people"].includes(row.unit)
      ? cvm.why("centre_scorecard", key, row) : "never") });
    const target = { key: "target", kind: "number", why: (row) => (isTargetless(row) ? "targetless" : "unknown") };
    const judged = { ...status, text: (row) => (isTargetless(row) && TARGETLESS[row.status] ? t(TARGETLESS[row.status]) : cvm.name("status", row.status) ?? ""),
      mark: (row) => (isTargetless(row) && TARGETLESS[row.status] ? "none" : status.mark(row)) };
    return cvm.part("scorecard", t("centre.scorecard", { fiscal }), t("centre.scorecard.note"),
      cvm.choices(cvm.choice({ name: "fiscal", label: t("year.fiscal"), value: fiscal, options: fiscals.map((one) => [one, one]) })),
      cvm.table({
        id: "scorecard-table", caption: t("centre.scorecard", { fiscal }), rows, table: "centre_scorecard", most: 15,
        of: { fiscal_year_be: fiscal },
        sort: "key_result_id.asc", columns: [{ key: "key_result_id", text: (row) => `${row.key_result_id} ${text(row)}` }, judged,
          target, ...numbers("computed"), part("numerator"), part("denominator"), ...numbers("reported"), { key: "unit", name: "unit" },
          { key: "target_basis", name: "target_basis" }, ...numbers("source_rows"), cvm.basisColumn] }));
  }

  function market(data, year) {
    const rows = byYear(data.supply_demand_gap, "supply_academic_year_be", year).filter((row) => row.breakdown === "cvm_network_level_field");
    if (!rows.length) return null;
    return cvm.part("market", t("centre.market"), t("nation.gaps.note", { academic: year, fiscal: rows[0].fiscal_year_be }), cvm.table({
      id: "market-table", caption: t("centre.market"), rows, table: "supply_demand_gap", sort: "gap.desc",
      of: { supply_academic_year_be: year, fiscal_year_be: rows[0].fiscal_year_be },
      columns: [{ key: "field_th" }, { key: "level", name: "level" }, ...cvm.gapColumns],
    }));
  }

  function plans(data, fiscal) {
    const plan = data.plan_status.filter((row) => row.fiscal_year_be === fiscal || row.plan_kind === "five_year");
    const met = byYear(data.centre_meeting_summary, "fiscal_year_be", fiscal);
    const yet = (row) => (row.sent_on === null ? "yet" : "unknown");
    const table = (id, rows, source, columns) => cvm.table({ id, caption: t(`centre.${id}`), rows, table: source, filter: false, columns,
      of: { fiscal_year_be: fiscal } });
    return cvm.part("plans", t("centre.plans", { fiscal }), null,
      table("plan-table", plan, "plan_status", [{ key: "plan_kind", name: "plan_kind" }, { key: "fiscal_year_be", kind: "year" },
        status, { key: "due_on", kind: "day" }, { key: "sent_on", kind: "day", why: yet },
        { key: "days_late", kind: "number", why: yet }, ...numbers("items", "items_met")]),
      table("meeting-table", met, "centre_meeting_summary", [{ key: "meeting_kind", name: "meeting_kind" }, status,
        ...numbers("meetings", "target"), { key: "last_met_on", kind: "day" }, { key: "network_share", kind: "percent" }]));
  }
})();
