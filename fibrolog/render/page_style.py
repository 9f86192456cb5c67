"""How the report page looks: by day, by night, on a phone, and on paper."""

# Nothing is fetched: the fonts are the system's. Colour never says anything alone, so that the
# page reads the same in black and white. On paper only shapes are filled, because browsers leave
# out the backgrounds of a page.
STYLE = """
:root {
  color-scheme: light;
  --paper: #fff; --ink: #1b1b1b; --quiet: #555; --rule: #c8c8c8; --bar: #00707a; --tint: #eef4f5;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --paper: #15181a; --ink: #ececec; --quiet: #b4b8ba; --rule: #454b4e; --bar: #55bcc6;
    --tint: #20282a;
  }
}
* { box-sizing: border-box; }
html { font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans",
    sans-serif; }
body {
  margin: 0; background: var(--paper); color: var(--ink); font-variant-numeric: tabular-nums;
}
main { max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1, h2, p, dl, dd, table { margin: 0; }
h1 { font-size: 1.5rem; line-height: 1.2; }
h2 { font-size: 1.1rem; margin-bottom: .5rem; border-bottom: 1px solid var(--rule); }
h1, p, dt, dd, td, caption, figcaption { overflow-wrap: anywhere; }
/* A name in a table breaks only where one of its words is wider than this. */
tbody th bdi { display: inline-block; max-width: 13rem; overflow-wrap: break-word; }
section { margin-top: 1.5rem; }
p + p, table + p, dl + p, svg + p, figure + p { margin-top: .4rem; }
.quiet, caption { color: var(--quiet); fill: var(--quiet); }
.summary {
  margin-top: .75rem; padding: .75rem 1rem; background: var(--tint);
  border: 1px solid var(--rule); border-left: .3rem solid var(--bar);
}
.summary h2 { border: 0; margin: 0 0 .25rem; }
dl {
  display: grid; gap: .2rem 1rem;
  grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr);
}
dt { color: var(--quiet); }
.summary dt { color: inherit; font-weight: 600; }
.summary dd span { display: block; }
.pair {
  display: grid; gap: 1rem 2rem; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
}
/* A table of eight columns needs so much beside a figure. */
.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.trio { grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
main > .pair { margin-top: 1.5rem; }
.pair > section { margin-top: 0; }
.pair > *, .split > * { min-width: 0; }
section > .pair + *, section > * + .pair { margin-top: .75rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding-bottom: .2rem; font-size: .9em; }
th, td { text-align: left; vertical-align: top; padding: .2rem .5rem .2rem 0; }
th { font-weight: 400; }
thead th { color: var(--quiet); font-size: .85em; vertical-align: bottom; white-space: nowrap; }
tbody tr { border-top: 1px solid var(--rule); }
tbody th { min-width: 6.5rem; }
.trio tbody th { min-width: 4.5rem; }
.counts td, .counts thead th + th { text-align: right; white-space: nowrap; padding-right: 0; }
.counts td { padding-left: .6rem; }
.counts thead th + th { padding-left: .6rem; }
.split { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .1rem 1.5rem; }
.split > :first-child { flex: 1 1 15rem; }
.split > :nth-child(2) { flex: 0 1 10rem; }
thead .split { align-items: end; }
.remedies th:last-child, .remedies td { padding-right: 0; }
.remedies .claim th { font-weight: 700; border-left: .25rem solid var(--bar); padding-left: .4rem; }
code { font: .92em ui-monospace, "DejaVu Sans Mono", monospace; }
svg { display: block; max-width: 100%; }
.chart { width: 100%; max-width: 30rem; }
.chart text, .ratio text { font-size: 11px; fill: currentColor; }
.chart .quiet, .ratio text { font-size: 10px; fill: var(--quiet); }
/* Thick and light, or it would underline the name above it. */
.share { width: 100%; height: .6rem; margin-top: .2rem; }
.share .bar { fill-opacity: .4; }
.ratio { width: 8rem; }
.bar, .dot { fill: var(--bar); }
.axis, .same { stroke: var(--quiet); fill: none; }
.same { stroke-dasharray: 2 2; }
.span { stroke: var(--ink); stroke-width: 1.5; fill: none; }
figure { margin: 0; }
figure + figure { margin-top: .6rem; }
.notes dl { display: block; }
.notes dd { margin-bottom: .4rem; }
footer { margin-top: 1.5rem; border-top: 1px solid var(--rule); padding-top: .5rem; }
@media (max-width: 30rem) {
  main { padding: .75rem; }
  .summary { padding: .6rem .75rem; }
  .summary dl { display: block; }
  .summary dd { margin-bottom: .4rem; }
  .counts { font-size: .85rem; }
  .counts thead th { white-space: normal; overflow-wrap: normal; }
  .counts th + td, .counts td + td, .counts thead th + th { padding-left: .25rem; }
  tbody th { min-width: 4.6rem; padding-right: .3rem; }
  .counts tbody th { min-width: 4rem; }
  .remedies tbody th { min-width: 6.9rem; }
  tbody th bdi { max-width: 8rem; }
  .counts tbody th bdi { max-width: 6rem; }
}
@media (max-width: 22rem) {
  .counts { font-size: .75rem; }
  .counts th + td, .counts td + td, .counts thead th + th { padding-left: .15rem; }
}
@page { margin: 10mm 12mm; }
@media print {
  :root { --ink: #000; --quiet: #333; --rule: #999; --bar: #444; --tint: #fff; }
  html { font-size: 8.2pt; line-height: 1.25; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 14pt; }
  h2 { font-size: 10.5pt; margin-bottom: .25rem; }
  h2, h2 + p, caption, thead, figcaption { break-after: avoid; }
  section, main > .pair { margin-top: .7rem; }
  .summary { margin-top: .4rem; padding: .4rem .6rem; }
  .pair { gap: .5rem 1.5rem; }
  dl { gap: .05rem .8rem; }
  th, td { padding-top: .05rem; padding-bottom: .05rem; }
  .share { height: .5rem; margin: .1rem 0 .2rem; }
  .many { font-size: .87em; }
  .many .split { gap: 0 .75rem; }
  .many .split > :nth-child(2) {
    display: flex; flex-basis: 13.5rem; gap: .4rem; white-space: nowrap;
  }
  .many thead .split > :nth-child(2) { flex-direction: row-reverse; justify-content: flex-end; }
  .many tbody th { min-width: 9.5rem; }
  .many .ratio { flex: 0 0 4.5rem; align-self: center; }
  main::before {
    content: "Name:"; display: block; width: 9cm; margin-bottom: .5rem;
    border-bottom: 1px solid var(--ink);
  }
  .summary, .when, tr, svg, figure { break-inside: avoid; }
  footer { margin-top: .6rem; }
}
"""
