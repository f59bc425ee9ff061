"use strict";
// The calendar: what is due when, and who has done it, by event, province and centre.
(function () {
  const { el, t } = cvm;
  const STATUSES = ["done", "late", "open", "overdue", "not_applicable"];
  const URGENT = ["overdue", "open", "late", "done", "not_applicable"];
  const COLOURS = { done: cvm.colours[2], late: cvm.colours[4], open: cvm.colours[5], overdue: cvm.colours[1],
    not_applicable: "#c9d1d9" };
  const MARKS = { done: "good", late: "open", open: "none", overdue: "bad", not_applicable: "none" };

  const eventName = (event) => (cvm.language() === "en" && event.event_en) || event.event_th;
  const mine = (changes) => cvm.state.link("calendar.html",
    { ...Object.fromEntries(["system", "year"].map((name) => [name, cvm.state.get(name)])), ...changes });
  const counts = STATUSES.map((status) => ({ key: status, kind: "number", why: () => "never",
    get label() { return cvm.name("status", status); } }));

  /** The share is what one place can be set beside another by; the number grows with how many are asked. */
  const shares = [{ key: "asked", kind: "number" }, { key: "overdue_share", kind: "percent", why: () => "never" }];

  /** Rows of the same key counted by status. */
  function counted(rows, key) {
    const found = new Map();
    for (const row of rows) {
      const code = row[key];
      if (code === null) continue;
      if (!found.has(code)) found.set(code, { [key]: code, ...Object.fromEntries(STATUSES.map((one) => [one, 0])) });
      found.get(code)[row.status] += 1;
    }
    for (const row of found.values()) {
      row.asked = row.done + row.late + row.open + row.overdue;
      row.overdue_share = row.asked ? row.overdue / row.asked : null;
    }
    return [...found.values()];
  }

  const systems = (events) => [...new Set(events.map((one) => one.system))].sort();

  const yearName = (event) => `${event.year_kind}-${event.year_be}`;
  const yearText = (name) => t(`year.${name.split("-")[0]}`) + " " + name.split("-")[1];

  function choices(events) {
    const years = [...new Set(events.map(yearName))].sort((one, other) => cvm.compare(other.split("-")[1], one.split("-")[1]) || cvm.compare(one, other));
    return cvm.choices(
      cvm.choice({ name: "system", label: t("calendar.system"), value: cvm.state.get("system", ""),
        options: [["", t("choose.all")], ...systems(events).map((one) => [one, cvm.name("system", one)])] }),
      cvm.choice({ name: "year", label: t("calendar.year"), value: cvm.state.get("year", ""),
        options: [["", t("choose.all")], ...years.map((one) => [one, yearText(one)])] }));
  }

  function events(chosen, byEvent) {
    const rows = chosen.map((event) => ({ ...event, ...(byEvent.get(event.event_id) || {}) }));
    const dated = rows.filter((row) => row.closes_on !== null && byEvent.has(row.event_id))
      .sort((one, other) => cvm.compare(one.closes_on, other.closes_on) || cvm.compare(one.event_id, other.event_id));
    const texts = dated.map((row) => `${cvm.day(row.closes_on)} · ${eventName(row)}`);
    // two events of the same day and name keep a bar each
    const named = texts.map((text, place) => (texts.indexOf(text) === place ? text : `${text} [${dated[place].event_id}]`));
    const values = dated.flatMap((row, place) => STATUSES.filter((status) => row[status] > 0).map((status) => ({
      event: named[place], status: cvm.name("status", status), order: STATUSES.indexOf(status), count: row[status] })));
    const event = { key: "event_id", label: t("calendar.event"), text: eventName, link: (row) => mine({ event: row.event_id }) };
    return cvm.part("events", t("calendar.events"), t("calendar.events.note"),
      cvm.chart({ id: "progress", title: t("calendar.progress"), alt: t("calendar.progress.alt"), values,
        spec: (width) => ({ height: { step: 22 }, mark: "bar", encoding: {
          y: { field: "event", type: "nominal", sort: null, title: null, axis: { labelLimit: Math.min(520, width * 0.5) } },
          x: { field: "count", type: "quantitative", stack: "normalize", title: t("calendar.share"), axis: { format: "%" } },
          order: { field: "order" },
          color: { field: "status", type: "nominal", title: null, legend: { columns: width < 480 ? 1 : 5 }, scale: {
            domain: STATUSES.map((status) => cvm.name("status", status)), range: STATUSES.map((status) => COLOURS[status]) } } } }),
        table: { rows: dated, filter: false, table: "compliance", columns: [event, { key: "closes_on", kind: "day" }, ...counts] } }),
      cvm.table({ id: "event", caption: t("calendar.events.all"), rows, table: "dim_calendar_event", most: 100, sort: "closes_on.asc",
        columns: [event, { key: "closes_on", kind: "day", why: () => "undated" }, { key: "system", name: "system" },
          { key: "year_be", label: t("calendar.year"), text: (row) => yearText(yearName(row)) },
          { key: "applies_to", name: "applies_to" }, ...counts] }));
  }

  const reporter = (row) => {
    if (row.reporter_kind === "college") return cvm.name("college_code", row.reporter);
    if (row.reporter_kind === "centre") return cvm.name("centre_id", row.reporter);
    return row.reporter;
  };
  const reporterLink = (row) => {
    if (row.reporter_kind === "college") return cvm.hasPage("college") && cvm.state.link("college.html", { id: row.reporter });
    return row.reporter_kind === "centre" ? cvm.state.link("centre.html", { id: row.reporter }) : null;
  };

  /** Of an event what the calendar says of it. */
  const facts = (event) => cvm.facts(
    cvm.fact({ label: t("column.opens_on"), kind: "day", value: event.opens_on }),
    cvm.fact({ label: t("column.closes_on"), kind: "day", value: event.closes_on }),
    cvm.fact({ label: t("column.applies_to"), kind: "text", value: cvm.name("applies_to", event.applies_to) }),
    cvm.fact({ label: t("column.responsible_th"), kind: "text", value: event.responsible_th }),
    cvm.fact({ label: t("column.source_document"), kind: "text", value: event.source_document }));

  /** Those asked, by event or by place; what is the same in every row has no column. */
  function reporters(rows, column, title, event, byId) {
    const isOfPersons = rows.some((row) => row.people_asked !== null);
    rows.sort((one, other) => URGENT.indexOf(one.status) - URGENT.indexOf(other.status));
    return cvm.opened(cvm.part("who", title, t("calendar.who.note"),
      el("p", {}, el("a", { href: mine({}) }, t("calendar.back"))), event && facts(event),
      cvm.table({ id: "owed", caption: t("calendar.who"), rows, table: "compliance", columns: [
        { key: "reporter", text: reporter, link: reporterLink, label: t("calendar.reporter") },
        column !== "event_id" && { key: "event_id", label: t("calendar.event"), text: (row) => eventName(byId.get(row.event_id)),
          link: (row) => mine({ event: row.event_id }) },
        { key: "status", name: "status", mark: (row) => MARKS[row.status] },
        { key: "closes_on", kind: "day", why: () => "undated" }, { key: "done_on", kind: "day", why: () => "yet" },
        { key: "days_late", kind: "number", why: () => "never" },
        column !== "province_code" && { key: "province_code", name: "province_code", why: () => "never" },
        isOfPersons && { key: "people_asked", kind: "number", why: persons },
        isOfPersons && { key: "people_done", kind: "number", why: persons }].filter(Boolean) })));
  }

  /** Of most events no persons are told; of the others a count may be hidden. */
  const persons = (row) => (row.people_asked === null && row.people_done === null ? "never" : "hidden");

  cvm.pages.calendar = {
    chunks: () => ["calendar"],
    draw({ data }) {
      const all = data.dim_calendar_event;
      const byId = new Map(all.map((event) => [event.event_id, event]));
      const system = cvm.state.asked("system", systems(all), null);
      const year = cvm.state.asked("year", all.map(yearName), null);
      const chosen = all.filter((one) => (!system || one.system === system) && (!year || yearName(one) === year));
      cvm.subject = { system, year_be: year && Number(year.split("-")[1]) };
      const ids = new Set(chosen.map((one) => one.event_id));
      const rows = data.compliance.filter((row) => ids.has(row.event_id));
      const head = (...more) => cvm.opening(t("calendar.title"), el("p", { class: "note" }, t("calendar.what")), choices(all), ...more);
      const narrowed = [["event", "event_id"], ["province", "province_code"], ["centre", "centre_id"]]
        .find(([name]) => cvm.state.get(name));
      if (narrowed) {
        const [name, column] = narrowed;
        const codes = { event: [...byId.keys()], province: cvm.names.dim_province.map((one) => one.province_code),
          centre: cvm.names.dim_cvm_centre.map((one) => one.centre_id) }[name];
        const code = cvm.state.asked(name, codes, null);
        if (code === null) return [head(), el("p", {}, el("a", { href: mine({}) }, t("calendar.back")))];
        cvm.subject = { ...cvm.subject, [column]: code };
        const title = name === "event" ? (byId.has(code) ? eventName(byId.get(code)) : code) : cvm.name(column, code);
        return [head(), reporters(rows.filter((row) => row[column] === code), column, title, name === "event" && byId.get(code), byId)];
      }
      const byEvent = new Map(counted(rows, "event_id").map((row) => [row.event_id, row]));
      return [head(), events(chosen, byEvent),
        cvm.part("provinces", t("calendar.provinces"), t("calendar.provinces.note"),
          cvm.table({ id: "province", caption: t("calendar.provinces.counted"), sort: "overdue_share.desc", table: "compliance",
            rows: counted(rows.filter((row) => row.reporter_kind === "college"), "province_code"),
            columns: [{ key: "province_code", name: "province_code", link: (row) => mine({ province: row.province_code }) }, ...shares, ...counts] })),
        cvm.part("centres", t("calendar.centres"), null,
          cvm.table({ id: "centre", caption: t("calendar.centres.counted"), sort: "overdue_share.desc", table: "compliance",
            rows: counted(rows.filter((row) => row.reporter_kind === "centre"), "centre_id"),
            columns: [{ key: "centre_id", name: "centre_id", link: (row) => mine({ centre: row.centre_id }) }, ...shares, ...counts] }))];
    },
  };
})();
