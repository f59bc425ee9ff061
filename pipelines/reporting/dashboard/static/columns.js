"use strict";
// Columns that tables of several pages share.
(function () {
  const { t } = cvm;

  /** Whether enough were followed that a rate may be coloured, joined to a line or put in order among others. */
  cvm.isCarried = (row) => row.reliability !== "not_followed" && row.reliability !== "too_few";

  /** The columns of a rate, and those of a gap of supply and demand, as tables show them on every page. */
  cvm.rateColumn = { key: "rate", kind: "percent", isWeak: (row) => !cvm.isCarried(row) };
  cvm.rateColumns = [
    cvm.rateColumn, { key: "numerator", kind: "number" }, { key: "denominator", kind: "number" },
    { key: "ci_low", kind: "percent" }, { key: "ci_high", kind: "percent" },
    { key: "bound_low", kind: "percent" }, { key: "bound_high", kind: "percent" },
    { key: "response_rate", kind: "percent" }, { key: "reliability", name: "reliability" }, { key: "basis", name: "basis" },
  ];
  const PRESSURES = { critical_shortage: "bad", shortage: "bad", balanced: "good", surplus: "open" };
  cvm.pressureColumn = { key: "pressure", name: "pressure", mark: (row) => PRESSURES[row.pressure] ?? "none" };
  /** There is no coverage of what nobody asked for. */
  cvm.coverageColumn = { key: "coverage", kind: "number",
    why: (row) => (row.demand_jobs === 0 ? "never" : cvm.why("supply_demand_gap", "coverage", row)) };
  cvm.gapColumns = [
    { key: "supply", kind: "estimate" }, { key: "supply_labour", kind: "estimate" }, { key: "demand_jobs", kind: "number" },
    { key: "gap", kind: "estimate" }, cvm.coverageColumn, cvm.pressureColumn,
    { key: "demand_places", kind: "number" }, { key: "matched_places", kind: "number" },
    { key: "establishments", kind: "number" }, { key: "colleges", kind: "number" }, { key: "seats", kind: "number" },
    { key: "basis", name: "basis" },
  ];
  cvm.basisColumn = { key: "basis", name: "basis" };

  /** How good a status is, as a mark beside its word. */
  const MARKS = { met: "good", on_course: "good", done: "good", late: "bad", behind: "bad", contradicts: "bad", overdue: "bad",
    reported_only: "open", open: "open", not_reported: "none", not_applicable: "none", not_sent: "bad" };
  cvm.statusColumn = { key: "status", name: "status", mark: (row) => MARKS[row.status] };

  cvm.estimateColumns = (...keys) => keys.map((key) => ({ key, kind: "estimate" }));

  /** The columns of numbers, and of shares, of these names. */
  cvm.numberColumns = (...keys) => keys.map((key) => ({ key, kind: "number" }));
  cvm.shareColumns = (...keys) => keys.map((key) => ({ key, kind: "percent" }));

  /** Places and colleges by name, each leading to its page. */
  cvm.provinceLink = (code) => (code && cvm.hasPage("province") ? cvm.state.link("province.html", { id: code }) : null);
  cvm.provinceColumn = { key: "province_code", name: "province_code", link: (row) => cvm.provinceLink(row.province_code) };
  cvm.collegeColumn = { key: "college_code", name: "college_code", link: (row) =>
    (cvm.row("college_code", row.college_code) && cvm.hasPage("college") ? cvm.state.link("college.html", { id: row.college_code }) : null) };
  cvm.collegeProvinceColumn = { key: "province_code", name: "province_code",
    value: (row) => cvm.row("college_code", row.college_code)?.province_code ?? null };

  const STANDING = { inside: "none", outside_95: "open", outside_998: "bad" };

  /** Why a college is compared with no benchmark, or has no rank: the numbers do not carry it. Nothing where they do. */
  cvm.whyUncompared = (row) => (row.standing === null ? "unranked" : null);
  cvm.whyUnranked = (row) => cvm.whyUncompared(row) ?? (row.best_rank === null ? "few_ranked" : null);
  const compared = (key) => ({ key, kind: "points", why: cvm.whyUncompared,
    value: (row) => (cvm.whyUncompared(row) ? null : row[key]) });
  cvm.differenceColumns = { whole: [compared("difference")], all: ["difference", "difference_low", "difference_high"].map(compared) };

  /** Where a college stands against chance in words. */
  cvm.standing = (row) => !cvm.whyUncompared(row) && (row.standing === "inside" ? t("standing.inside")
    : t(row.difference > 0 ? "standing.above" : "standing.below", { limit: cvm.name("standing", row.standing) }));

  /** A college against the benchmark of its own mix, as `network_comparison` tells it. */
  cvm.comparisonColumns = [
    ...cvm.shareColumns("benchmark_rate", "own_weight"), ...cvm.differenceColumns.whole,
    { key: "standing", text: (row) => cvm.standing(row) || "", value: (row) => (cvm.whyUncompared(row) ? null : row.standing),
      why: cvm.whyUncompared, mark: (row) => !cvm.whyUncompared(row) && (row.difference > 0 && row.standing !== "inside" ? "good" : STANDING[row.standing]) },
    { key: "best_rank", why: cvm.whyUnranked, value: (row) => (cvm.whyUnranked(row) ? null : row.best_rank),
      text: (row) => (cvm.whyUnranked(row) ? ""
      : t("ranks", { best: row.best_rank, worst: row.worst_rank, of: row.ranked_colleges })) },
  ];
})();
