"""How the page looks: on paper as Decree 30/2020 wants a report, on a screen readable anywhere."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { --ink: #1f2933; --muted: #52606d; --rule: #9aa5b1; --soft: #e4ebf3; --good: #1b7a47;
  --late: #c62828; --wait: #9a4a00; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: #e9edf2; color: #111;
  font: 17px/1.5 'Times New Roman', Tinos, 'Liberation Serif', 'Noto Serif',
  'DejaVu Serif', serif; }
p, ul, h1, h2, h3, h4 { margin: 0; padding: 0; overflow-wrap: break-word; }
nav { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 2px 22px;
  justify-content: center; padding: 9px 12px; background: #243b53; font: 15px/1.5 system-ui,
  -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif; }
nav a { color: #fff; text-decoration: none; }
nav a:hover, nav a:focus { text-decoration: underline; }
.sheet, .board { background: #fff; margin: 22px auto; box-shadow: 0 1px 5px #0003;
  scroll-margin-top: 44px; }
.sheet { max-width: 210mm; padding: 20mm 17mm 20mm 30mm; }
.board { max-width: 1400px; padding: 22px 28px 28px; font: 15px/1.45 system-ui, -apple-system,
  'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif; color: var(--ink); }
.strong { font-weight: bold; }
.letterhead { display: grid; grid-template-columns: 10fr 11fr; gap: 0 10px;
  margin: 0 -9mm 0 -12mm; text-align: center; line-height: 1.3; font-size: 16px; }
.motto { font-size: 17px; }
.ruled::after { content: ''; display: block; width: 62%; margin: 3px auto 0;
  border-top: 1px solid #111; }
.ruled.short::after { width: 40%; }
.number, .place { margin-top: 10px; }
.place { font-style: italic; }
.subject { text-align: center; margin: 26px 0 20px; }
.subject h1 { font-size: 20px; }
.subject .strong::after { content: ''; display: block; width: 34%; margin: 5px auto 0;
  border-top: 1px solid #111; }
.subject .period { font-style: italic; margin-top: 6px; }
.subject > p { max-width: 150mm; margin: 4px auto 0; }
.addressees { display: flex; justify-content: center; gap: 10px; margin: 0 0 18px; }
.sheet > .addressees > p { text-indent: 0; margin: 0; }
.addressees ul { list-style: none; }
.sheet h2 { font-size: 17px; margin: 20px 0 6px; break-after: avoid; }
.sheet h3, .sheet h4 { font-size: 17px; margin: 14px 0 4px; break-after: avoid; }
.sheet h4 { font-style: italic; }
.sheet > p, .sheet > div > p, .annex > p, .annex > div > p { text-align: justify;
  text-indent: 1.1cm; margin: 6px 0; }
p.basis, p.note { font-style: italic; }
.sheet > p.note, .annex > p.note { text-indent: 0; font-size: 15px; }
.scroll { overflow-x: auto; margin: 10px 0; }
table { border-collapse: collapse; width: 100%; line-height: 1.3; }
th, td { border: 1px solid var(--rule); padding: 4px 6px; vertical-align: top; }
th { background: #f0f4f8; text-align: center; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.sheet table { font-size: 15px; }
.sheet th, .sheet td { border-color: #555; }
.to-left { text-align: left; }
.to-center { text-align: center; }
.to-right { text-align: right; font-variant-numeric: tabular-nums; }
th.to-left, th.to-right { text-align: center; }
.total td { font-weight: bold; background: #f7f9fb; }
.annex { margin-top: 40px; padding-top: 20px; border-top: 1px solid #bbb; }
.annex > header { text-align: center; margin-bottom: 12px; }
.annex > header p { font-weight: bold; }
.annex > header p.whose { font-weight: normal; font-style: italic; }
.annex.wide table { font-size: 13px; min-width: 600px; }
.annex.wide th { min-width: 62px; }
.annex.wide th:first-child { min-width: 0; }
.closing { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; margin-top: 26px;
  break-inside: avoid; }
.recipients { font-size: 14.5px; line-height: 1.35; }
.recipients > p { font-size: 16px; font-weight: bold; font-style: italic; }
.recipients ul { list-style: none; }
.signature { text-align: center; }
.signature .place, .signature .name { margin-top: 74px; }
.signature .name { font-weight: bold; }
.board h2 { font-size: 21px; margin: 0 0 12px; }
.board > p { color: var(--muted); margin: 0 0 10px; }
.board ul { padding-left: 22px; }
.board td { padding: 6px 9px; }
.board td.code { white-space: nowrap; font-weight: 600; }
.board tr.above td { background: var(--soft); font-weight: 600; }
.items-board th:nth-child(2) { width: 27%; }
.items-board th:nth-child(3), .items-board th:nth-child(5) { width: 18%; }
.items-board th:nth-child(4), .items-board th:nth-child(6) { width: 11%; }
.state { font-weight: 600; }
.state.good { color: var(--good); }
.state.late { color: var(--late); }
.state.wait { color: var(--wait); }
.newest { display: block; color: var(--muted); font-size: 13px; }
.gauge { display: block; height: 7px; min-width: 90px; margin-top: 4px; border-radius: 4px;
  background: #dde5ee; overflow: hidden; }
.gauge i { display: block; height: 100%; background: var(--good); }
.gauge i.short { background: #d58a00; }
.units { width: auto; min-width: 55%; }
.units th { font-size: 13.5px; font-weight: 600; min-width: 66px; }
.units td:first-child { min-width: 200px; }
.units td.to-right.good { background: #e3f3ea; }
.units td.to-right.late { background: #fbe3e3; font-weight: 600; }
.units td.to-right.wait { background: #fbf3dc; }
.tiles { list-style: none; display: flex; flex-wrap: wrap; gap: 10px; margin: 0 0 16px; }
.board ul.tiles { padding: 0; }
.tiles li { flex: 1 1 100px; padding: 8px 12px; border-radius: 6px; background: var(--soft);
  font-size: 13.5px; line-height: 1.3; }
.tiles strong { display: block; font-size: 27px; line-height: 1.2; }
.tiles li.good { background: #e3f3ea; }
.tiles li.good strong { color: var(--good); }
.tiles li.late { background: #fbe3e3; }
.tiles li.late strong { color: var(--late); }
.tiles li.wait { background: #fbf3dc; }
.tiles li.wait strong { color: var(--wait); }
.picture svg { display: block; width: 100%; min-width: 1080px; height: auto; }
.hint { display: none; }
@media screen and (min-width: 900px) {
  .annex.wide .scroll { margin-left: -20mm; margin-right: -10mm; }
}
@media screen and (max-width: 760px) {
  body { font-size: 16px; }
  nav { justify-content: flex-start; font-size: 14px; }
  .sheet, .board { margin: 10px 0; padding: 18px 14px; box-shadow: none; }
  .letterhead { grid-template-columns: 1fr; gap: 10px; margin: 0; font-size: 15px; }
  .letterhead > div:first-child { order: 2; }
  .sheet > p, .sheet > div > p, .annex > p, .annex > div > p { text-align: left; text-indent: 0; }
  .closing { grid-template-columns: 1fr; }
  .signature { order: -1; }
  .signature .place, .signature .name { margin-top: 34px; }
  .sheet .scroll table { min-width: 620px; }
  .items-board table { min-width: 880px; }
  .addressees { justify-content: flex-start; }
  .hint { display: block; font-size: 13px; }
}
@page { size: A4; margin: 20mm 15mm 20mm 30mm; @top-center { content: counter(page);
  font: 13pt 'Times New Roman', 'Liberation Serif', serif; } }
@page :first { @top-center { content: none; } }
@page wide { size: A4 landscape; margin: 15mm; }
@media print {
  body { background: #fff; font-size: 13.5pt; line-height: 1.35; }
  nav, .hint { display: none; }
  .sheet, .board { max-width: none; margin: 0; padding: 0; box-shadow: none; }
  .letterhead { margin: 0; font-size: 11.3pt; }
  .motto { font-size: 12pt; }
  .subject h1, .sheet h2, .sheet h3, .sheet h4 { font-size: 13.5pt; }
  .sheet table { font-size: 11pt; }
  .recipients { font-size: 11pt; }
  .recipients > p { font-size: 12pt; }
  .annex { break-before: page; border: 0; margin: 0; padding: 0; }
  .annex.wide { page: wide; }
  .annex.wide table { font-size: 10.5pt; }
  .board { break-before: page; font-size: 10pt; }
  .items-board, .picture-board { page: wide; }
  .scroll { overflow: visible; }
  .units th { min-width: 0; font-size: 9pt; }
  .board td { padding: 3px 6px; }
  .tiles { gap: 2mm; margin: 0 0 2mm; }
  .tiles li { padding: 1mm 2mm; flex-basis: 18mm; font-size: 8.5pt; }
  .tiles strong { font-size: 15pt; }
  .picture svg { min-width: 0; max-height: 150mm; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
