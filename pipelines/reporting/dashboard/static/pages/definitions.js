"use strict";
// Definitions and quality: what each figure means, what the public file does to it, and what came in how.
(function () {
  const { el, t } = cvm;
  const said = (row, what) => (cvm.language() === "en" && row[`${what}_en`]) || row[`${what}_th`];
  const terms = (text) => text.replace(/[a-z_]+/g, (term) => t(`column.${term}`)).replaceAll(" - ", " − ");

  function indicator(row) {
    const validity = row.valid_from || row.valid_to
      ? t("definitions.valid", { from: row.valid_from ? cvm.day(row.valid_from) : "…", to: row.valid_to ? cvm.day(row.valid_to) : "…" })
      : t("definitions.always");
    return el("article", { class: "definition", id: `definition-${row.definition_id}` },
      el("h3", {}, said(row, "name"), " ", el("code", {}, row.definition_id)),
      el("p", { class: "formula" }, el("span", { class: "over" }, terms(row.numerator_terms)), el("span", { class: "by" }, "÷"),
        el("span", { class: "under" }, terms(row.denominator_terms))),
      el("dl", {},
        ...[["definitions.used_by", said(row, "used_by")], ["column.status", cvm.name("definition_status", row.status)],
          ["definitions.validity", validity],
          ["definitions.bands", said(row, "quality_bands") && `${said(row, "quality_bands")}${
            row.quality_bands_status === "unverified" ? ` (${t("definitions.unverified")})` : ""}`]]
          .filter(([, text]) => text).map(([key, text]) => el("div", {}, el("dt", {}, t(key)), el("dd", {}, text)))));
  }

  function protection(told, tables) {
    const { thresholds } = cvm.names.about;
    const share = (value) => (value === null ? null : cvm.number(100 * value, 1) + " %");
    const fact = (key, value) => cvm.fact({ label: t(`definitions.${key}`), kind: "text", value });
    return cvm.part("protection", t("definitions.protection"), t("definitions.protection.note"),
      el("ul", { class: "rules" }, ["round", "rate", "median", "fine", "attack", "open"].map((rule) =>
        el("li", {}, t(`definitions.rule.${rule}`, thresholds)))),
      cvm.facts(fact("rates_kept_share", share(told.rates_kept_share)), fact("counts_kept_share", share(told.counts_kept_share)),
        fact("rounding", told.mean_rounding_error === null ? null : cvm.number(told.mean_rounding_error)),
        fact("hidden_rates", cvm.number(told.hidden_rates)), fact("hidden_counts", cvm.number(told.hidden_counts))),
      cvm.table({ id: "tables", caption: t("definitions.tables"), rows: tables, sort: "table_name.asc", columns: [
        { key: "table_name", label: t("definitions.table") },
        { key: "title_th", label: t("definitions.holds"), value: (row) => said(row, "title") },
        { key: "rows", label: t("definitions.rows"), kind: "number" },
        { key: "disclosure", name: "disclosure", label: t("definitions.disclosure") },
        ...["rates_kept_share", "counts_kept_share"].map((key) => ({ key, kind: "number", why: () => "never",
          label: t(`definitions.${key}`), value: (row) => (row[key] === null ? null : Math.round(1000 * row[key]) / 10) })),
        { key: "mean_rounding_error", kind: "number", label: t("definitions.rounding"),
          why: (row) => (row.counts_kept_share === null ? "never" : "few_counts") }] }));
  }

  function quality(files, faults, history, sources) {
    const verdicts = [...new Set(files.map((row) => row.verdict))].sort();
    const bySource = [...new Set(files.map((row) => row.source))].map((source) => {
      const own = files.filter((row) => row.source === source);
      return { source, last_arrival: own.map((row) => row.last_arrival).sort().at(-1),
        ...Object.fromEntries(verdicts.map((verdict) => [verdict, own.find((row) => row.verdict === verdict)?.files ?? 0])) };
    });
    const rows = ["rows_read", "rows_loaded", "rows_quarantined", "rows_held", "rows_duplicate"];
    const sourceName = (row) => (row.source === null ? ""
      : cvm.language() === "en" ? row.source : sources[row.source] ?? row.source);
    const source = { key: "source", text: sourceName, label: t("definitions.source"), why: () => "unrecognised" };
    return cvm.part("quality", t("definitions.quality"), t("definitions.quality.note"),
      cvm.table({ id: "files", caption: t("definitions.files"), rows: bySource, sort: "source.asc", columns: [source,
        ...verdicts.map((key) => ({ key, label: cvm.name("verdict", key), kind: "number" })),
        { key: "last_arrival", kind: "day", label: t("definitions.last") }] }),
      cvm.table({ id: "faults", caption: t("definitions.faults"), rows: faults, sort: "files.desc", columns: [
        { key: "message_th", label: t("definitions.fault"), value: (row) => said(row, "message") || row.rule },
        { key: "files", label: t("definitions.fault.files"), kind: "number" },
        { key: "severity", name: "fault_severity", label: t("definitions.fault.severity") }, source,
        { key: "remedy_th", label: t("definitions.remedy"), value: (row) => said(row, "remedy") || null, why: () => "never" },
        { key: "rule", label: t("definitions.fault.rule") }] }),
      history.length > 0 && cvm.table({ id: "held", caption: t("definitions.held"), rows: history, table: "load_history",
        sort: "arrived_on.desc", columns: [{ ...source }, { key: "verdict", name: "verdict", label: t("definitions.verdict") },
          { key: "arrived_on", kind: "day", label: t("definitions.arrived") },
          ...rows.map((key) => ({ key, label: t(`definitions.${key}`), kind: "number" }))] }));
  }

  function publications(rows) {
    const found = [...new Map(rows.map((row) => [row.publication_id, row])).values()].map((row) => {
      const own = rows.filter((one) => one.publication_id === row.publication_id);
      return { ...row, tables: own.length, changed: own.filter((one) => one.is_changed).length };
    });
    return cvm.part("publications", t("definitions.publications"), null,
      cvm.table({ id: "publication-log", caption: t("definitions.publications"), rows: found, table: "publication_log", sort: "publication_id.desc",
        columns: [{ key: "publication_id", label: t("definitions.publication") }, { key: "as_of", kind: "day", label: t("definitions.as_of") },
          { key: "tables", label: t("definitions.table.count"), kind: "number" },
          { key: "changed", label: t("definitions.changed"), kind: "number" }] }));
  }

  const credits = () => cvm.part("credits", t("definitions.credits"), null, el("ul", { class: "rules" },
    [["vendor/svg-maps-thailand/LICENSE.txt", "map"], ["vendor/sarabun/LICENSE.txt", "sarabun"], ["vendor/vega/LICENSE.txt", "vega"],
      ["vendor/vega-lite/LICENSE.txt", "vega_lite"], ["vendor/vega-interpreter/LICENSE.txt", "vega_interpreter"]]
      .map(([file, key]) => el("li", {}, t(`definitions.credit.${key}`), " ", el("a", { href: file }, t("definitions.licence"))))));

  cvm.pages.definitions = {
    chunks: () => ["definitions"],
    draw({ data }) {
      return [cvm.opening(t("definitions.title"), el("p", { class: "note" }, t("definitions.what"))),
        cvm.part("definitions", t("definitions.rates"), t("definitions.rates.note"),
          data.dim_indicator.map(indicator)),
        protection(data.disclosure, data.tables), quality(data.files, data.faults, data.load_history, data.sources),
        publications(data.publication_log), credits()];
    },
  };
})();
