"""The style and the script of the dictionary's page. Its policy names both by their hashes; nothing else runs."""

STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8882; --link: light-dark(#0b57a4, #8ab8ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 0 1rem 4rem;
  font: 1rem/1.6 Sarabun, "TH Sarabun New", "Noto Sans Thai", Thonburi, "Leelawadee UI", Tahoma, sans-serif; }
header { position: sticky; top: 0; background: Canvas; border-bottom: 1px solid var(--line); padding: .5rem 0; }
h1 { font-size: 1.4rem; line-height: 1.4; margin: .2rem 0; }
h1 br { display: none; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; scroll-margin-top: 9rem; }
section { scroll-margin-top: 8rem; }
header p { margin: .2rem 0; }
input { font: inherit; padding: .25rem .5rem; width: min(28rem, 90vw); }
[lang=en] { opacity: .8; }
code { font-size: .95em; }
a { color: var(--link); }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
thead th { background: var(--soft); }
tbody th { font-weight: normal; width: 17rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dd { margin: 0; }
nav ul { columns: 24rem; padding-left: 1.2rem; }
[hidden] { display: none !important; }
@media (max-width: 48rem) { dl { grid-template-columns: 1fr; } table { display: block; overflow-x: auto; } }
@media print { header { position: static; } nav, label { display: none; } }
"""

SCRIPT = """
(function () {
  var sections = Array.from(document.querySelectorAll("section.table")).map(function (section) {
    var rows = Array.from(section.querySelectorAll("tbody tr"));
    return {
      section: section,
      link: document.querySelector('nav a[href="#' + section.id + '"]').parentNode,
      title: section.querySelector("h2").textContent.toLowerCase(),
      rows: rows.map(function (row) { return { row: row, text: row.textContent.toLowerCase() }; })
    };
  });
  var sought = document.getElementById("sought"), found = document.getElementById("found");
  function search() {
    var words = sought.value.toLowerCase().split(/\\s+/).filter(Boolean), tables = 0, columns = 0;
    sections.forEach(function (one) {
      var shown = 0;
      one.rows.forEach(function (row) {
        var fits = words.every(function (word) { return row.text.includes(word) || one.title.includes(word); });
        row.row.hidden = !fits;
        shown += fits;
      });
      one.section.hidden = one.link.hidden = shown === 0;
      tables += shown > 0;
      columns += shown;
    });
    found.textContent = words.length ? tables + " ตาราง " + columns + " คอลัมน์" : "";
  }
  sought.addEventListener("input", search);
})();
"""
