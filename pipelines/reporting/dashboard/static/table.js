"use strict";
// Tables: order, filter, download, and why a cell is empty.
(function () {
  const { el, t } = cvm;
  const MOST = 60;
  const MOST_PRINTED = 300;
  const PHONE = 640;
  const MOST_BRIEF = 3;
  /** Columns that a table is read for, the weightiest first; and those that tell its rows apart. */
  const DECIDING = ["rate", "status", "severity", "standing", "overdue", "unplaced", "price", "gap", "pressure", "difference", "headcount",
    "placed", "people", "surveyed_rate", "trained_rate", "pass_rate", "safe_rate", "computed", "target", "denominator",
    "overdue_share", "supply_labour", "supply_now", "demand_jobs", "done", "closes_on"];
  const TELLING = new Set(["level", "field_th", "meeting_field_th", "province_code", "work_province_code", "academic_year_be",
    "fiscal_year_be", "year_be", "definition_id", "round", "person_kind", "body", "place", "demand_kind"]);
  const MOST_OF_NAME = 40;
  const THAI = /[\u0e01-\u0e5b]/;

  /** How a column shows a value: as text, and to the right where it is a number. */
  const KINDS = {
    number: { text: (value) => cvm.number(value), right: true },
    estimate: { text: (value) => cvm.estimate(value), right: true },
    percent: { text: (value, row) => cvm.percent(value, row), right: true },
    points: { text: (value) => cvm.points(value), right: true },
    year: { text: (value) => String(value), right: true },
    day: { text: (value) => cvm.day(value) },
    yes: { text: (value) => t(value ? "yes" : "no") },
    text: { text: (value) => String(value) },
  };

  /** Of rates that do not stand beside a `numerator` and a `denominator`: the columns that do. */
  const WORK = ["obtained_work", "graduates"];
  const SAFE = ["safe", "safe_known"];
  const ORDER = ["in_order", "in_order_known"];
  const PASSED = ["tests_passed", "tests_judged"];
  const PARTS = {
    network_comparison: { rate: WORK, ci_low: WORK, ci_high: WORK, response_rate: ["followed", "graduates"],
      reports_in_time_rate: ["reports_in_time", "teacher_placements_ended"], certification_pass_rate: PASSED,
      safe_placement_rate: ["safe_placements", "safety_known"] },
    round_submissions: { surveyed_rate: ["surveyed", "graduates"] },
    sender_scorecard: { contact_rate: ["reached", "records"] },
    teacher_coverage: { trained_rate: ["teachers_trained", "development_known"],
      certified_rate: ["teachers_certified", "certification_known"] },
    certification_summary: { pass_rate: PASSED },
    placement_safety: { safe_rate: SAFE, in_order_rate: ORDER },
  };

  /** Numerator and denominator of a rate in a row; undefined where the row does not hold them. */
  function partsOf(table, column, row) {
    const named = (PARTS[table] || {})[column] || ("denominator" in row && column !== "response_rate" ? ["numerator", "denominator"] : null);
    return named && named.every((one) => one in row) ? named.map((one) => row[one]) : null;
  }

  /**
   * Why a cell of a published table is empty, as a key of words (`why.…`).
   * The public file hides by rule and with a sibling; where it cannot be told apart from not known, it says so. Rows on
   * counts are published by the office itself and nothing of them is hidden.
   */
  cvm.why = function (table, column, row) {
    const { is_public: isPublic, thresholds } = cvm.names.about;
    const treatment = (cvm.names.treatments[table] || {})[column];
    if (treatment === "internal_only" && isPublic) return "inside";
    const parts = treatment === "rate" ? partsOf(table, column, row) : null;
    const isExact = !isPublic || row.basis === "counts";
    if (parts && parts[1] === 0 && isExact) return "nobody";
    if (parts && row.reliability === "too_few") return "few";
    if (isExact || !treatment) return "unknown";
    if (parts && parts.every((one) => one !== null)) {
      const rounding = thresholds.rounding_base / 2;
      if (parts[1] + rounding <= thresholds.minimum_rate_denominator) return "few";
      if (parts[1] - rounding >= thresholds.minimum_rate_denominator) return "sibling";
      return "few_or_sibling";
    }
    return "hidden";
  };

  /** A mark for an empty cell; what the marks mean stands below the table. */
  cvm.emptyMark = (why) => el("abbr", { class: "empty", title: cvm.whyText(why) }, t(`why.mark.${why}`));

  cvm.whyText = (why) => t(`why.${why}`, cvm.names.about.thresholds);

  cvm.whyLegend = function (whys) {
    const found = [...new Set(whys)].sort();
    if (!found.length) return null;
    return el("p", { class: "legend" }, found.map((why) =>
      el("span", {}, el("b", {}, t(`why.mark.${why}`)), " = ", cvm.whyText(why), " ")));
  };

  /**
   * A table of rows that can be put in order, filtered and taken away.
   *   id       names it in the address
   *   caption  what it shows
   *   rows     array of rows; `table` is the published table they are of
   *   columns  [{key, label, kind, value(row), name, text(row), link(row), mark(row), table, why(row)}]: `key` is the column of
   *            the table, its words stand under `column.<key>` unless `label` gives them; `name` is the coded column to
   *            name it by, `text` what is read in its place, `mark` good, bad, open or none,
   *            `isWeak` of a number too weak for any order
   *   of       what all rows are of besides what their columns say, by names of columns (year, definition …); with what the
   *            page is of (`cvm.subject`) it stands in the caption, in each row of a download and in its name
   *   sort     "key.asc" or "key.desc" at first; filter: false leaves the field for filtering out
   */
  cvm.table = function (options) {
    const table = new Table(options);
    return table.element;
  };

  class Table {
    constructor({ id, caption, rows, columns, table, sort, filter = rows.length > 8, most = MOST, note, of = {} }) {
      Object.assign(this, { id, rows, table, most, isAll: cvm.state.get(`${id}.all`) === "1" });
      this.of = Object.entries({ ...cvm.subject, ...of }).filter(([key, value]) =>
        value !== null && value !== undefined && value !== "" && columns.every((column) => column.key !== key));
      const told = this.of.filter(([key, value]) => !caption.toLowerCase().includes(ofText(key, value).toLowerCase()));
      this.caption = [caption, ...told.map(([key, value]) => el("span", { class: key in of ? null : "paper" }, ` · ${ofText(key, value)}`))];
      this.columns = columns.map((column) => ({ kind: "text", ...column, label: column.label ?? t(`column.${column.key}`) }));
      this.isBrief = innerWidth <= PHONE && this.columns.length > MOST_BRIEF + 1;
      this.sort = cvm.state.get(`${id}.sort`, sort) || "";
      this.query = filter ? cvm.state.get(`${id}.q`, "") : "";
      this.texts = rows.map((row) => this.columns.map((column) => this.text(column, row)).join(" ").toLowerCase());
      this.body = el("tbody");
      this.thead = el("thead");
      this.count = el("p", { class: "count", role: "status" });
      this.marks = el("div");
      this.more = el("button", { type: "button", class: "more", onclick: () => this.showAll() });
      const titled = `${id}-caption`;
      if (!rows.length) {
        this.element = el("div", { class: "table", id }, el("p", { class: "note" }, this.caption, ": ", t("table.none")));
        return;
      }
      cvm.tables.push(this);
      this.element = el("div", { class: "table", id },
        el("div", { class: "tools" },
          filter && this.filterField(),
          this.count,
          el("button", { type: "button", class: "download", onclick: () => this.download() }, t("table.download"))),
        el("div", { class: "scroll", role: "group", tabindex: "0", "aria-labelledby": titled },
          el("table", {}, el("caption", { id: titled }, this.caption), this.thead, this.body)),
        this.more, this.isBrief && this.wider(), this.marks, note ? el("p", { class: "legend" }, note) : null);
      this.show();
    }

    value(column, row) {
      const found = column.value ? column.value(row) : row[column.key];
      return found === undefined ? null : found;
    }

    text(column, row) {
      if (column.text) return column.text(row);
      const value = this.value(column, row);
      if (value === null) return "";
      if (column.name) return cvm.name(column.name, value);
      return KINDS[column.kind].text(value, row);
    }

    /** Names are put in order as they read, numbers by size; what the numbers do not carry has no place in an order. */
    ordered(column, row) {
      if (column.isWeak && column.isWeak(row)) return null;
      return isWorded(column) ? this.text(column, row) || null : this.value(column, row);
    }

    filterField() {
      const field = el("input", { type: "search", value: this.query, autocomplete: "off" });
      field.id = `${this.id}-q`;
      field.addEventListener("input", () => {
        this.query = field.value;
        cvm.state.note({ [`${this.id}.q`]: field.value });
        this.show();
      });
      return el("label", { class: "filter" }, t("table.filter"), field);
    }

    head() {
      this.heads = new Map();
      const cells = this.shown().map((column, place) => {
        const button = el("button", { type: "button", onclick: () => this.order(column.key) }, column.label);
        // paper repeats words at the head of each page, and no buttons
        const cell = el("th", { scope: "col", class: place && KINDS[column.kind].right ? "number" : null }, button,
          el("span", { class: "paper" }, column.label));
        this.heads.set(column.key, cell);
        return cell;
      });
      return el("tr", {}, cells);
    }

    order(key) {
      const column = this.columns.find((one) => one.key === key);
      const [now, way] = this.sort.split(".");
      const first = KINDS[column.kind].right ? "desc" : "asc";
      this.sort = `${key}.${now !== key ? first : way === "asc" ? "desc" : "asc"}`;
      cvm.state.note({ [`${this.id}.sort`]: this.sort });
      this.show();
    }

    showAll() {
      this.isAll = true;
      cvm.state.note({ [`${this.id}.all`]: 1 });
      this.show();
    }

    /** Rows that the filter leaves, in their order. */
    chosen() {
      const words = this.query.toLowerCase().split(/\s+/).filter(Boolean);
      const places = this.rows.map((_, place) => place)
        .filter((place) => words.every((word) => this.texts[place].includes(word)));
      const [key, way] = this.sort.split(".");
      const column = this.columns.find((one) => one.key === key);
      if (column) {
        const values = this.rows.map((row) => this.ordered(column, row));
        const isNothing = (value) => value === null;
        places.sort((one, other) => {
          const [a, b] = [values[one], values[other]];
          if (isNothing(a) || isNothing(b)) return isNothing(a) - isNothing(b) || one - other;
          return (way === "desc" ? -1 : 1) * cvm.compare(a, b) || one - other;
        });
      }
      return places.map((place) => this.rows[place]);
    }

    show() {
      const chosen = this.chosen();
      const shown = this.isAll ? chosen : chosen.slice(0, this.isPrinted ? MOST_PRINTED : this.most);
      const whys = [];
      this.thead.replaceChildren(this.head());
      this.body.replaceChildren(...shown.map((row) => this.line(row, whys)));
      const isFiltered = chosen.length < this.rows.length;
      this.count.textContent = t(isFiltered ? "table.filtered" : "table.rows", { shown: cvm.number(shown.length),
        found: cvm.number(chosen.length), all: cvm.number(this.rows.length) });
      this.more.hidden = shown.length === chosen.length;
      this.more.textContent = t("table.more", { all: cvm.number(chosen.length) });
      this.marks.replaceChildren(...[cvm.whyLegend(whys)].filter(Boolean));
      const [key, way] = this.sort.split(".");
      for (const [name, cell] of this.heads) {
        cell.setAttribute("aria-sort", name === key ? (way === "desc" ? "descending" : "ascending") : "none");
      }
    }

    line(row, whys) {
      return el("tr", {}, this.shown().map((column, place) => {
        const text = this.text(column, row);
        let shown = text;
        if (text === "") {
          const why = column.why ? column.why(row) : cvm.why(column.table || this.table, column.key, row);
          whys.push(why);
          shown = cvm.emptyMark(why);
        } else if (column.link && column.link(row)) {
          shown = el("a", { href: column.link(row) }, text);
        }
        const isWeak = text !== "" && column.isWeak && column.isWeak(row);
        if (isWeak) whys.push("weak");
        const lang = cvm.language() === "en" && THAI.test(text) ? "th" : null;
        const isRight = place > 0 && KINDS[column.kind].right;
        const mark = isWeak ? "none" : text !== "" && column.mark && column.mark(row);
        const attributes = { lang, class: [isRight ? "number" : column.kind === "day" ? "day" : place > 0 && "word", mark && `mark ${mark}`].filter(Boolean).join(" ") || null };
        return place ? el("td", attributes, shown) : el("th", { scope: "row", ...attributes }, shown, this.also(row));
      }));
    }

    /** On a phone the columns that decide, and all when asked for. */
    shown() {
      if (!this.isBrief) return this.columns;
      const others = this.columns.slice(1);
      const deciding = DECIDING.map((key) => others.find((column) => column.key === key)).filter(Boolean);
      const chosen = [...deciding, ...others.filter((column) => !deciding.includes(column) && !TELLING.has(column.key))].slice(0, MOST_BRIEF);
      return this.columns.filter((column, place) => place === 0 || chosen.includes(column));
    }

    /** What tells rows of the same name apart, below the name where its column is left out. */
    also(row) {
      if (!this.isBrief) return null;
      const left = this.columns.filter((column) => TELLING.has(column.key) && !this.shown().includes(column));
      const text = left.map((column) => this.text(column, row)).filter(Boolean).join(" · ");
      return text && el("span", { class: "also" }, text);
    }

    wider() {
      const button = el("button", { type: "button", class: "more", onclick: () => {
        this.isBrief = false;
        button.remove();
        this.show();
      } }, t("table.columns", { all: this.columns.length }));
      return button;
    }

    /** What is chosen, in this order, as the table holds it; each row says of which publication and day it is. */
    download() {
      const about = cvm.names.about;
      const named = (column) => (isWorded(column) ? [`${column.label} (${column.key})`] : []);
      const ofName = ([key, value]) => (isNamed(key, value) ? [cvm.name(key, value)] : []);
      const ofHeads = this.of.flatMap(([key, value]) => [...(isNamed(key, value) ? [`${t(`column.${key}`)} (${key})`] : []), key]);
      const ofCells = this.of.flatMap(([key, value]) => [...ofName([key, value]), value]);
      const heads = [...ofHeads, ...this.columns.flatMap((column) => [...named(column), column.key]), "publication_id", "as_of"];
      const lines = this.chosen().map((row) => [...ofCells,
        ...this.columns.flatMap((column) => [...(isWorded(column) ? [this.text(column, row)] : []), this.value(column, row)]),
        about.publication_id, about.as_of]);
      const text = [heads, ...lines].map((line) => line.map(csvCell).join(",")).join("\r\n") + "\r\n";
      const inside = about.is_public ? "" : "_internal";
      const ofWhat = this.of.map(([, value]) => String(value).replace(/[^\p{L}\p{M}\p{N}.-]+/gu, "_").slice(0, MOST_OF_NAME));
      cvm.save(`cvm_${[document.documentElement.dataset.page, this.id, ...ofWhat, about.publication_id].join("_")}${inside}.csv`, text);
    }

    /** On paper stand all rows that the filter leaves, as far as paper is for reading. */
    print(isPrinted) {
      this.isPrinted = isPrinted;
      this.show();
    }
  }

  /** The tables of the page; what all of the page is of stands in `cvm.subject`. */
  cvm.tables = [];
  addEventListener("beforeprint", () => cvm.tables.forEach((one) => one.print(true)));
  addEventListener("afterprint", () => cvm.tables.forEach((one) => one.print(false)));

  const isNamed = (key, value) => cvm.name(key, value) !== String(value);
  const ofText = (key, value) => (key.endsWith("year_be") ? `${t(`column.${key}`)} ${value}` : cvm.name(key, value));

  const isWorded = (column) => Boolean(column.name || column.text);

  /** A text that begins as a formula does has an apostrophe before it, as in the files of `cvm export`. */
  function csvCell(value) {
    if (value === null || value === undefined) return "";
    const isText = typeof value === "string";
    const text = isText && /^'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) || (isText && text === "") ? `"${text.replaceAll('"', '""')}"` : text;
  }

  cvm.save = function (name, text) {
    const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
    const link = el("a", { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
})();
