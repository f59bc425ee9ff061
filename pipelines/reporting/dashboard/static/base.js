"use strict";
// What every script builds on: elements, words, the state in the address, data, numbers and days as texts.
// Nothing here draws. Text is only ever set as text, never as markup.

const cvm = { words: {}, pages: {}, strange: new Set() };

// ---- elements -------------------------------------------------------------------------------------------------

/**
 * An element with attributes (`on…` are listeners, null and false leave one out) and children (texts, elements).
 * `svg:a` is a link within a drawing.
 */
cvm.el = function (tag, attributes, ...children) {
  const local = tag.replace("svg:", "");
  const made = tag !== local || cvm.el.svg.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", local) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
};
cvm.el.svg = new Set(["svg", "g", "path", "rect", "line", "circle", "title", "defs", "pattern", "use"]);

// ---- words ----------------------------------------------------------------------------------------------------

/** The text of a key in the language shown; `{name}` in it is filled from `values`. */
cvm.t = function (key, values) {
  const text = cvm.words[cvm.language()][key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return values ? text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all)) : text;
};

cvm.has = (key) => cvm.words[cvm.language()][key] !== undefined;

cvm.language = () => (cvm.state.get("lang") === "en" ? "en" : "th");

// ---- state: all of it stands in the address, so that a link shows the same -------------------------------------

cvm.state = {
  all() {
    return new URLSearchParams(location.hash.slice(1));
  },
  get(name, otherwise) {
    return this.all().get(name) ?? otherwise ?? null;
  },
  /** What the address asks for where it is one of the options; else what there is, and the page says so. */
  asked(name, options, otherwise) {
    const asked = this.get(name);
    const found = options.find((one) => String(one) === asked);
    if (asked && found === undefined) cvm.strange.add(asked);
    return found ?? otherwise;
  },
  _hash(changes) {
    const all = this.all();
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === undefined || value === "") all.delete(name);
      else all.set(name, value);
    }
    return "#" + all.toString();
  },
  /** Goes on to another state of this page; back leads to the one before. The page is drawn anew. */
  go(changes) {
    location.hash = this._hash(changes);
  },
  /** Keeps in the address what is shown already (a filter, an order); nothing is drawn. */
  note(changes) {
    history.replaceState(null, "", this._hash(changes));
    cvm.relink();
  },
  /** The address of a page in this language, with a state of its own. */
  link(file, state) {
    const all = new URLSearchParams();
    if (cvm.language() !== "th") all.set("lang", cvm.language());
    for (const [name, value] of Object.entries(state || {})) if (value !== null && value !== "") all.set(name, value);
    return file + (all.toString() ? "#" + all : "");
  },
};

/** Links to other pages keep the language. */
cvm.relink = function () {
  for (const link of document.querySelectorAll("a[data-page-link]")) {
    link.setAttribute("href", cvm.state.link(link.getAttribute("href").split("#")[0]));
  }
};

// ---- data -----------------------------------------------------------------------------------------------------

cvm._chunks = new Map();

/** Called by the scripts in data/. */
cvm.put = function (name, text) {
  cvm._chunks.get(name).put(text);
};

/** Tables of a chunk: each an array of rows; what is no table is as it was written. */
cvm.load = function (name) {
  const known = cvm._chunks.get(name);
  if (known) return known.promise;
  const chunk = {};
  chunk.promise = new Promise((resolve, reject) => {
    chunk.put = (text) => resolve(cvm._unpacked(text));
    cvm.script(`data/${name}.js`).catch(reject);
  });
  cvm._chunks.set(name, chunk);
  return chunk.promise;
};

cvm._scripts = new Map();

/** Loads a script of the site, once. */
cvm.script = function (path) {
  if (!cvm._scripts.has(path)) {
    cvm._scripts.set(path, new Promise((resolve, reject) => {
      const script = cvm.el("script", { src: path, onload: resolve, onerror: () => reject(Object.assign(new Error(path), { isMissing: true })) });
      document.head.append(script);
    }));
  }
  return cvm._scripts.get(path);
};

cvm._unpacked = async function (text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const document_ = await new Response(stream).json();
  return Object.fromEntries(Object.entries(document_).map(([name, one]) => [name, one.columns ? cvm._rows(one) : one]));
};

cvm._rows = function (table) {
  const rows = Array.from({ length: table.rows }, () => ({}));
  for (const [name, column] of Object.entries(table.columns)) {
    for (let at = 0; at < table.rows; at += 1) {
      if (Array.isArray(column)) rows[at][name] = column[at];
      else if ("all" in column) rows[at][name] = column.all;
      else rows[at][name] = column.at[at] === null ? null : column.texts[column.at[at]];
    }
  }
  return rows;
};

/** Name of the chunk that a page has of an owner; undefined where it has none. */
cvm.chunk = (page, owner) => {
  const owners = cvm.names.owners[page] || {};
  return Object.hasOwn(owners, owner ?? "-") ? owners[owner] : undefined;
};

/** Whether the site has a page of this name. */
cvm.hasPage = (page) => Object.hasOwn(cvm.names.owners, page);

// ---- names of codes -------------------------------------------------------------------------------------------

const NAMED = {
  province_code: ["dim_province", "province_name_th", "province_name_en"],
  college_code: ["dim_college", "college_name_th", "college_name_th"],
  centre_id: ["dim_cvm_centre", "centre_name_th", "centre_name_th"],
  level: ["dim_level", "level_label_th", "level_name_en"],
  definition_id: ["dim_indicator", "name_th", "name_en"],
  region_th: ["dim_region", "region_th", "region_name_en"],
  target_industry_id: ["dim_target_industry", "target_industry_name_th", "target_industry_name_en"],
};

/** The row of a code in its dimension. */
cvm.row = function (column, code) {
  const table = NAMED[column][0];
  cvm._by ??= {};
  cvm._by[column] ??= new Map(cvm.names[table].map((row) => [row[column], row]));
  return cvm._by[column].get(code);
};

/** A value of a coded column in words: names of codes, and words for `column.value`; else as it is. */
cvm.name = function (column, code) {
  if (code === null || code === undefined) return null;
  if (column in NAMED) {
    const row = cvm.row(column, code);
    return row ? row[NAMED[column][cvm.language() === "en" ? 2 : 1]] || String(code) : String(code);
  }
  return cvm.has(`${column}.${code}`) ? cvm.t(`${column}.${code}`) : String(code);
};

// ---- numbers and days as texts --------------------------------------------------------------------------------

// to make a format takes as long as to use it many times, so each is made once
cvm._formats = new Map();
cvm._format = (name, make) => cvm._formats.get(name) ?? cvm._formats.set(name, make()).get(name);

cvm.number = (value, digits) => cvm._format(`number ${digits}`, () => new Intl.NumberFormat("en-US",
  { minimumFractionDigits: digits ?? 0, maximumFractionDigits: digits ?? 2 })).format(value).replace("-", "\u2212");

// a hundred times a share misses by its last binary digit: 0.2875 would be 28.749999999999996 and shown as 28.7
cvm._hundredfold = (share) => Number((100 * share).toPrecision(12));

/** A share, half up: whole percent where the public file rounds, which it does but for rows on counts, and a tenth else. */
cvm.percent = (value, row) =>
  cvm.number(cvm._hundredfold(value), cvm.names.about.is_public && row?.basis !== "counts" ? 0 : 1) + "\u00a0%";

/** A number of persons that is worked out and need not be whole. */
cvm.estimate = (value) => (Number.isInteger(value) ? cvm.number(value) : `≈\u00a0${cvm.number(value, 0)}`);

/** A difference of shares in percentage points, with its sign. */
cvm.points = (value) => (value > 0 ? "+" : "") + cvm.number(cvm._hundredfold(value), cvm.names.about.is_public ? 0 : 1);

/** A day written as ISO text; in Thai of the Buddhist Era. */
cvm.day = function (text) {
  const day = new Date(text.slice(0, 10) + "T00:00:00Z");
  const locale = cvm.language() === "en" ? "en-GB" : "th-TH-u-ca-buddhist-nu-latn";
  const format = cvm._format(locale, () =>
    new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }));
  return format.formatToParts(day).filter((part) => part.type !== "era").map((part) => part.value).join("").trim();
};

/** Compares two values as a reader orders them: numbers by size, texts by the Thai dictionary; nothing comes last. */
cvm.compare = function (one, other) {
  if (one === null || one === undefined) return other === null || other === undefined ? 0 : 1;
  if (other === null || other === undefined) return -1;
  if (typeof one === "string" || typeof other === "string") return cvm._collator.compare(String(one), String(other));
  return one - other;
};
cvm._collator = new Intl.Collator("th", { numeric: true });
