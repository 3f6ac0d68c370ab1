//! The styles of the pages, on top of that of all pages.

/// The styles of the month's report and of all pages: one accent, big figures, for a phone, a screen and one sheet of A4.
///
/// Rows marked `more` are only on a screen, those marked `rest` only on paper, which has no room for more.
macro_rules! page {
    () => {
        "\
:root{--accent:#00594f;--tint:#9fc9c0;--pale:#eaf3f1;--ink:#1a1a1a;--soft:#4a4f55;--line:#c5cdd3;--alarm:#96140d}\
body{max-width:58rem;color:var(--ink);overflow-wrap:break-word}\
header{border-bottom:3px solid var(--accent);padding-bottom:.5rem;margin-bottom:.8rem}\
h1{font-size:1.7rem;margin:0;color:var(--accent)}\
h1 [lang=vi]+[lang=en]{display:inline;font-size:.7em}\
header p{margin:.15rem 0 0}\
h2{font-size:1.15rem;margin:0 0 .35rem;color:var(--accent)}\
.en{font-weight:400}\
.counts{margin-top:.7rem}\
.en,[lang=vi]+[lang=en]{color:var(--soft);font-size:.86em}\
.ask+.en::before{content:'/ '}\
.tiles dt .en{display:block}\
.tiles dt .en::before{content:none}\
section p{margin:.2rem 0}\
.facts{color:var(--soft)}\
.alert{color:var(--alarm);font-weight:700}\
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:.6rem;margin:0 0 1rem;padding:0}\
.tiles>div{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .7rem}\
.tiles dt{line-height:1.25}\
.tiles dd{margin:0}\
.tiles .big{font-size:1.55rem;line-height:1.3;font-weight:700;font-variant-numeric:tabular-nums;white-space:nowrap}\
.tiles .main{background:var(--accent);border-color:var(--accent);color:#fff}\
.tiles .main *{color:#fff}\
.tiles .late .big{color:var(--alarm)}\
.two{display:grid;grid-template-columns:1fr 1fr;gap:1.2rem;margin-bottom:1rem}\
.three{display:grid;grid-template-columns:repeat(3,1fr);gap:1.2rem;margin-bottom:1rem}\
.two.first{grid-template-columns:9fr 11fr}\
.two>*,.three>*{min-width:0}\
figure{margin:0}\
figcaption{line-height:1.25;color:var(--accent)}\
figure>svg{width:100%}\
.legend{line-height:1.3;font-size:.92em}\
.legend li{margin:0}\
.swatch{display:inline-block;width:1rem;height:.7rem;margin-right:.35rem}\
.b0{background:var(--accent)}.b1{background:var(--tint)}\
.s0{fill:var(--accent)}.s1{fill:var(--tint)}\
polyline.s0,line.s0{fill:none;stroke:var(--accent)}polyline.s1,line.s1{fill:none;stroke:#96600d}\
ol,.list{margin:0;padding-left:1.4rem}\
.list{list-style:none;padding-left:0}\
li{margin:0 0 .4rem;line-height:1.35}\
li strong{font-weight:600}\
.ask{color:var(--accent);font-weight:600}\
.remedy{color:var(--soft)}\
.plain{width:100%;min-width:0;border-collapse:collapse}\
.plain th,.plain td{padding:.2rem .3rem;line-height:1.3}\
.plain th:first-child,.plain td:first-child{padding-left:0}\
.plain thead th{background:none;border-bottom:2px solid var(--accent);font-weight:600;vertical-align:bottom}\
.plain tbody th:not(.number):not(.date){min-width:0;overflow-wrap:anywhere}\
.plain .number{width:1%}\
.plain tfoot tr:first-child>*{border-top:2px solid var(--accent)}\
.rest{display:none}\
.head{display:grid;grid-template-columns:1fr auto;gap:1rem;align-items:center;border-top:3px solid var(--accent);padding-top:.6rem}\
.head svg{width:7.5rem;height:7.5rem;display:block}\
.head p{margin:0 0 .25rem}\
code{font-family:'DejaVu Sans Mono',ui-monospace,Consolas,monospace;font-size:.92em;overflow-wrap:anywhere}\
@media screen and (max-width:44rem){\
.two,.two.first,.three{grid-template-columns:1fr}\
.plain{font-size:.94em}.plain th,.plain td{padding:.25rem .15rem}\
.tiles{grid-template-columns:1fr 1fr}.tiles .main{grid-column:1/-1}.tiles .main .big{font-size:2.1rem}\
.tiles .big{font-size:1.3rem}.tiles>div{padding:.4rem .5rem}.tiles>div:last-child{grid-column:1/-1}\
.head{grid-template-columns:1fr}.head svg{width:11rem;height:11rem}}\
"
    };
}

/// The style of pages of any length.
pub(super) const PAGE: &str = page!();

/// One sheet of A4: smaller gaps, and letters of 10.5 points.
pub(super) const SHEET: &str = concat!(
    page!(),
    "\
@page{size:A4;margin:9mm 11mm}\
@media print{html{font-size:10.5pt}html:has(.en){font-size:9.5pt}html{-webkit-print-color-adjust:exact;print-color-adjust:exact}\
body{line-height:1.3}main{display:flex;flex-direction:column;justify-content:space-between;min-height:276mm}\
h1{font-size:1.55rem}h2{font-size:1.08rem;margin-bottom:.15rem}\
header{padding-bottom:.2rem;margin-bottom:.45rem}\
.tiles{gap:.4rem;margin-bottom:.5rem}.tiles>div{padding:.25rem .5rem}.tiles .big{font-size:1.3rem}.tiles dt{line-height:1.15}\
.two,.three{gap:.9rem;margin-bottom:.45rem}\
li{margin-bottom:.18rem;line-height:1.22}\
.plain th,.plain td{padding:.08rem .25rem;line-height:1.22}.plain thead .number{white-space:nowrap}\
.more{display:none}.rest{display:revert}\
.head{padding-top:.3rem}.head svg{width:22mm;height:22mm}.head p{margin:0}}\
"
);

#[cfg(feature = "auditor")]
pub(super) use page;
