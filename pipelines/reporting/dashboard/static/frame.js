"use strict";
// The life of a page: language, what it needs of the data, drawing it, and drawing it anew when its address changes.
//
// A page's script says  cvm.pages.<name> = { chunks(state) → names of chunks (or a promise of them), draw(page) → elements }.
// `page.data` has the tables of all those chunks by name, `page.main` is where the elements go. `has(id)`, where an
// address may ask for one of many, tells whether there is such a one.
(function () {
  const { el, t } = cvm;
  const root = document.documentElement;
  const main = document.getElementById("main");
  const THAI = /[\u0e01-\u0e5b]/;
  let turn = 0;
  let followed = null;

  function speak() {
    const language = cvm.language();
    root.lang = language;
    for (const one of document.querySelectorAll("[data-words]")) one.textContent = t(one.dataset.words);
    for (const one of document.querySelectorAll("[data-words-label]")) one.setAttribute("aria-label", t(one.dataset.wordsLabel));
    const button = document.getElementById("language");
    button.textContent = language === "en" ? "ไทย" : "English";
    button.lang = language === "en" ? "th" : "en";
    cvm.relink();
  }

  function tellPublication() {
    const about = cvm.names.about;
    document.getElementById("publication").textContent = t(about.is_public ? "site.publication" : "site.publication.internal",
      { day: cvm.day(about.as_of), id: about.publication_id });
  }

  /** Tables of several chunks by name; rows of one table that stand in two chunks are put together. */
  function merged(chunks) {
    const data = {};
    for (const chunk of chunks) {
      for (const [name, one] of Object.entries(chunk)) {
        data[name] = Array.isArray(data[name]) ? data[name].concat(one) : one;
      }
    }
    return data;
  }

  /** On an English page, what is in Thai letters is told to those who hear it as Thai. */
  function tellThai() {
    for (const one of main.querySelectorAll(":not([lang])")) {
      if ([...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && THAI.test(node.data))) one.lang = "th";
    }
  }

  /** Whoever followed a link within the page is led to what it opened. */
  function show(heading) {
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  }

  async function draw() {
    const isFollowed = followed === location.hash;
    followed = null;
    const mine = (turn += 1);
    delete root.dataset.ready;
    speak();
    try {
      cvm.names ??= await cvm.load("names");
      const page = cvm.pages[root.dataset.page];
      const loaded = await Promise.all([...new Set(await page.chunks(cvm.state))].filter(Boolean).map(cvm.load));
      if (mine !== turn) return;
      tellPublication();
      const focused = document.activeElement && document.activeElement.id;
      cvm.drawn = [];
      cvm.tables = [];
      cvm.strange = new Set();
      cvm.subject = {};
      const made = { main, data: merged(loaded) };
      const parts = page.draw(made).flat(Infinity).filter(Boolean);
      const id = cvm.state.get("id");
      if (id && page.has && !page.has(id)) cvm.strange.add(id);
      parts.unshift(...[...cvm.strange].map((one) => el("p", { class: "strange", role: "alert" }, t("site.strange", { id: one }))));
      main.replaceChildren(...parts);
      if (cvm.language() === "en") tellThai();
      const title = main.querySelector("h1");
      document.title = `${title ? title.textContent : t(`page.${root.dataset.page}`)} · ${t("site.title")}`;
      if (isFollowed) show(main.querySelector("[data-opened] h2") || title);
      else if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
      root.dataset.shown = String(mine);
      performance.mark("cvm-shown");
      await Promise.all(cvm.drawn.map((one) => one()));
      if (mine !== turn) return;
      root.dataset.ready = "yes";
      performance.mark("cvm-ready");
    } catch (error) {
      if (mine !== turn) return;
      main.replaceChildren(el("p", { class: "note", role: "alert" }, t(error.isMissing ? "site.broken" : "site.fault")));
      root.dataset.ready = "no";
      throw error;
    }
  }

  /** The first lines of a page: what it is, of when, and what can be chosen. */
  cvm.opening = function (title, ...children) {
    const about = cvm.names.about;
    return el("div", { class: "opening" }, el("h1", {}, title),
      el("p", { class: "date" }, t("site.date", { day: cvm.day(about.as_of), id: about.publication_id })), children);
  };

  /** Years that stand in rows, newest first; and the one chosen in the address, else the newest. */
  cvm.years = (rows, column) => [...new Set(rows.map((row) => row[column]))].filter((year) => year !== null).sort((a, b) => b - a);

  document.getElementById("language").addEventListener("click", () => {
    cvm.state.go({ lang: cvm.language() === "en" ? null : "en" });
  });
  document.querySelector("a.skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
    main.scrollIntoView();
  });
  // on a narrow screen the pages stand in one line, of which the one that is open is seen
  document.querySelector("header nav [aria-current]").scrollIntoView({ block: "nearest", inline: "center" });
  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const [file, hash] = link ? link.getAttribute("href").split("#") : [];
    if (link && file === root.dataset.file) followed = hash ? `#${hash}` : "";
  });
  addEventListener("hashchange", draw);
  draw();
})();
