"use strict";
// Policy findings: what the tables show that somebody ought to act on, and what it rests on.
(function () {
  const { el, t } = cvm;
  const SEVERITIES = ["critical", "high", "medium", "low"];
  const MARKS = { critical: "bad", high: "open" };
  const NARROWED = [["topic", "topic", "topic"], ["severity", "severity", "severity"], ["centre", "centre_id", "centre_id"],
    ["province", "province_code", "province_code"], ["field", "field_th", null]];

  const said = (row, what) => (cvm.language() === "en" && row[`${what}_en`]) || row[`${what}_th`];
  const kinds = { percent: "percent", ratio: "number", number: "number", persons: "number", days: "number" };
  const amount = (row, column) => cvm.fact({ label: t(`column.${column}`), value: row[column], kind: kinds[row.unit],
    row, table: "policy_findings", column });
  const measured = (row) => (row.value === null ? ""
    : row.unit === "percent" ? cvm.percent(row.value) : cvm.number(row.value));
  const limit = (row) => t(`comparison.${row.comparison}`, {
    value: row.unit === "percent" ? cvm.number(100 * row.threshold) + " %" : cvm.number(row.threshold) });

  function choices(rows) {
    const options = (column, named) => {
      const found = [...new Set(rows.map((row) => row[column]))].filter((code) => code !== null);
      const texts = found.map((code) => [code, named ? cvm.name(named, code) : code]);
      if (column === "severity") texts.sort((one, other) => SEVERITIES.indexOf(one[0]) - SEVERITIES.indexOf(other[0]));
      else texts.sort((one, other) => cvm.compare(one[1], other[1]));
      return [["", t("choose.all")], ...texts];
    };
    return cvm.choices(NARROWED.map(([name, column, named]) => cvm.choice({ name, label: t(`column.${column}`),
      options: options(column, named), value: cvm.state.get(name, "") })));
  }

  /** One finding with all that this file holds of it, and how its rows are asked for. */
  function detail(row) {
    const command = `cvm explain policy_findings --where "finding_id = '${row.finding_id}'"`;
    return cvm.opened(cvm.part("finding", said(row, "finding"), null,
      said(row, "text") && el("p", {}, said(row, "text")),
      el("p", { class: "action" }, el("b", {}, t("findings.action")), " ", said(row, "action")),
      cvm.facts(
        cvm.fact({ label: t("column.severity"), kind: "text", value: cvm.name("severity", row.severity) }),
        cvm.fact({ label: t("findings.limit"), kind: "text", value: limit(row) }),
        amount(row, "value"), amount(row, "ci_low"), amount(row, "ci_high"),
        cvm.fact({ label: t("column.n"), value: row.n, row, table: "policy_findings", column: "n" }),
        amount(row, "value_before"),
        cvm.fact({ label: t("column.trend"), kind: "text", value: row.trend && cvm.name("trend", row.trend), row,
          table: "policy_findings", column: "trend" }),
        cvm.fact({ label: t("column.priority"), value: row.priority, row, table: "policy_findings", column: "priority" }),
        cvm.fact({ label: t("column.taken_up_by"), kind: "text", value: row.taken_up_by ? `${row.taken_up_by}${
          row.taken_up_status ? ` (${cvm.name("taken_up_status", row.taken_up_status)})` : ""}` : t("findings.not_taken_up") })),
      el("p", {}, t("findings.evidence", { table: row.evidence_table, metric: row.metric, rule: row.rule_id,
        section: row.manual_section })),
      row.evidence_keys && el("p", { class: "keys" }, t("findings.rows", { count: cvm.number(row.rows_behind), keys: row.evidence_keys })),
      el("p", {}, t("findings.ask")), el("pre", { tabindex: "0" }, el("code", {}, command))));
  }

  function overview(rows) {
    const topics = [...new Set(rows.map((row) => row.topic))];
    const table = topics.map((topic) => ({ topic, ...Object.fromEntries(SEVERITIES.map((severity) =>
      [severity, rows.filter((row) => row.topic === topic && row.severity === severity).length])) }));
    const total = (row) => SEVERITIES.reduce((sum, severity) => sum + row[severity], 0);
    table.sort((one, other) => total(other) - total(one) || cvm.compare(one.topic, other.topic));
    const values = table.flatMap((row) => SEVERITIES.filter((one) => row[one] > 0).map((one) => ({
      topic: cvm.name("topic", row.topic), severity: cvm.name("severity", one), order: SEVERITIES.indexOf(one), count: row[one] })));
    return cvm.chart({ id: "topics", title: t("findings.topics"), values,
      alt: table.map((row) => `${cvm.name("topic", row.topic)} ${total(row)}`).join(", ") || t("chart.nothing"),
      spec: (width) => ({ height: { step: 26 }, mark: "bar", encoding: {
        y: { field: "topic", type: "nominal", sort: null, title: null, axis: { labelLimit: width < 480 ? 140 : 320 } },
        x: { field: "count", type: "quantitative", title: t("findings.count"), axis: { tickMinStep: 1 } },
        order: { field: "order" },
        color: { field: "severity", type: "nominal", title: null, scale: {
          domain: SEVERITIES.map((one) => cvm.name("severity", one)),
          range: [cvm.colours[1], cvm.colours[4], cvm.colours[5], cvm.colours[6]] } } } }),
      table: { rows: table, filter: false, columns: [{ key: "topic", name: "topic",
        link: (row) => cvm.state.link("findings.html", { topic: row.topic }) },
      ...SEVERITIES.map((key) => ({ key, label: cvm.name("severity", key), kind: "number" }))] } });
  }

  cvm.pages.findings = {
    chunks: () => ["findings"],
    draw({ data }) {
      const all = data.policy_findings;
      const narrowed = Object.fromEntries(NARROWED.map(([name, column]) =>
        [name, cvm.state.asked(name, [...new Set(all.map((row) => row[column]))], null)]));
      const rows = all.filter((row) => NARROWED.every(([name, column]) => narrowed[name] === null || row[column] === narrowed[name]));
      cvm.subject = Object.fromEntries(NARROWED.map(([name, column]) => [column, narrowed[name]]));
      const order = new Map(SEVERITIES.map((one, place) => [one, place]));
      rows.sort((one, other) => (other.priority ?? 0) - (one.priority ?? 0) || order.get(one.severity) - order.get(other.severity));
      const asked = cvm.state.asked("finding", all.map((row) => row.finding_id), null);
      const one = all.find((row) => row.finding_id === asked);
      const kept = Object.fromEntries(NARROWED.map(([name]) => [name, narrowed[name]]));
      return [cvm.opening(t("findings.title"), el("p", { class: "note" }, t("findings.what")), choices(all)),
        one && detail(one),
        cvm.part("found", t("findings.found"), cvm.names.about.is_public ? t("findings.public") : null,
          overview(rows),
          cvm.table({ id: "findings-table", caption: t("findings.all"), rows, table: "policy_findings", most: 40, columns: [
            { key: "finding_th", label: t("findings.finding"), value: (row) => said(row, "finding"),
              link: (row) => cvm.state.link("findings.html", { ...kept, finding: row.finding_id }) },
            { key: "severity", name: "severity", mark: (row) => MARKS[row.severity] }, { key: "topic", name: "topic" },
            { key: "action_th", label: t("findings.action"), value: (row) => said(row, "action") },
            ...(cvm.names.about.is_public ? [] : [{ key: "value", text: measured }, { key: "n", kind: "number" },
              { key: "priority", kind: "number" }]),
            { key: "manual_section", label: t("findings.section") },
            { key: "year_be", kind: "year", label: t("findings.year"), why: () => "never" }] }))];
    },
  };
})();
