/* The page's style sheet. Parties have no colours; shapes and words carry every difference. */
#ifndef TRUCE_FORMS_STYLE_H
#define TRUCE_FORMS_STYLE_H

static const char page_style[] =
    ":root{--bg:#fff;--fg:#1b1f24;--soft:#5a6470;--line:#d5dae0;--panel:#f5f7f9;--link:#0b57a4;--"
    "sea:#e8f0f6;--land:#f3f0e8;--coded:#1b1f24;--alleged:#8a5a00;--yes:#2f5d62;--open:#9ab4b7}\n"
    "@media(prefers-color-scheme:dark){:root{--bg:#14181d;--fg:#e6e9ed;--soft:#a3adb8;--line:#"
    "39424c;--panel:#1d232a;--link:#8ec1f5;--sea:#18242e;--land:#2b2f2c;--coded:#f2f4f6;--alleged:#"
    "e0a94a;--yes:#7fb3b8;--open:#4a6467}}\n"
    "*{box-sizing:border-box}html{scroll-padding-top:1rem}\n"
    "body{margin:0;background:var(--bg);color:var(--fg);font:1rem/1.5 "
    "system-ui,'Segoe UI','Noto Sans',sans-serif}\n"
    "main,header,footer{max-width:64rem;margin:0 auto;padding:0 1rem}\n"
    "h1{font-size:1.7rem;line-height:1.2;margin:1.5rem 0 .3rem}h2{font-size:1.3rem;margin:2.5rem 0 "
    ".6rem;border-top:1px solid var(--line);padding-top:1.2rem}h3{font-size:1.05rem;margin:1.6rem "
    "0 .4rem}\n"
    "a{color:var(--link)}a:focus-visible{outline:3px solid var(--link);outline-offset:2px}\n"
    ".skip{position:absolute;inset-inline-start:-99rem}.skip:focus{inset-inline-start:1rem;top:."
    "5rem;background:var(--bg);"
    "padding:.4rem}\n"
    ".soft{color:var(--soft)}.lead{font-size:1.06rem;max-width:46rem}\n"
    ".facts{display:flex;flex-wrap:wrap;gap:.8rem;margin:1rem 0;padding:0;list-style:none}.facts "
    "li{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;padding:.6rem "
    ".9rem;flex:1 1 11rem}.facts b{display:block;font-size:1.5rem;line-height:1.2}\n"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem;margin:."
    "5rem 0}figure{margin:.8rem 0}figcaption{color:var(--soft);padding:.2rem 0;font-size:.92rem}\n"
    "th,td{border-bottom:1px solid var(--line);padding-block:.35rem;padding-"
    "inline:0 "
    ".6rem;text-align:start;vertical-align:top}th{font-weight:600}td.n,th.n{text-align:end;font-"
    "variant-numeric:tabular-nums}@media screen{td.n{white-space:nowrap}}\n"
    "section.item{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .9rem "
    ".7rem;margin:.8rem 0;break-inside:avoid}section.item h3{margin:.4rem "
    "0}section.item:target{outline:3px solid var(--link)}\n"
    "dl{display:grid;grid-template-columns:fit-content(14rem) 1fr;gap:.15rem .9rem;margin:.4rem "
    "0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}\n"
    "details{margin:.4rem 0}summary{cursor:pointer}q,blockquote{quotes:'\\201c' "
    "'\\201d'}blockquote{margin-block:.3rem;margin-inline:1rem 0;padding-inline-start:.8rem;"
    "border-inline-start:3px solid "
    "var(--line)}\n"
    "code{font-size:.86em;overflow-wrap:anywhere}\n"
    "svg{display:block;width:100%;height:auto;border:1px solid "
    "var(--line);border-radius:.4rem;background:var(--bg)}svg text{fill:var(--soft);font:11px "
    "system-ui,sans-serif}svg .name{fill:var(--fg)}svg "
    ".place{font-size:10px;paint-order:stroke;stroke:var(--land);stroke-width:3px}\n"
    ".sea{fill:var(--sea)}.land{fill:var(--land);stroke:var(--line);stroke-width:.6}.grid{stroke:"
    "var(--line);stroke-width:.5;fill:none}.radius{fill:var(--coded);opacity:.07}\n"
    ".coded{fill:var(--coded);stroke:var(--bg);stroke-width:1}.alleged{fill:var(--bg);stroke:var(--"
    "alleged);stroke-width:1.6}.force-yes{fill:var(--yes)}.force-open{fill:none;stroke:var(--yes);"
    "stroke-dasharray:3 2}\n"
    ".key{display:flex;flex-wrap:wrap;gap:.3rem "
    "1.4rem;font-size:.9rem;color:var(--soft);padding:0;list-style:none}.key "
    "svg{display:inline;width:14px;height:14px;border:0;vertical-align:-2px;background:none}\n"
    ".plot{padding:.4rem}.hollow{fill:var(--bg)}.paper{background:#fff;padding:.6rem;border:1px "
    "solid "
    "var(--line);border-radius:.4rem}.paper svg{border:0;background:#fff}.paper svg "
    "text{fill:#333}\n"
    "nav ol{columns:18rem;padding-inline-start:1.2rem}\n"
    "@media(max-width:40rem){.plot,.paper svg{min-width:46rem}.scroll "
    "table{min-width:34rem}dl{grid-template-columns:1fr}dt{margin-top:.4rem}h1{font-size:1.4rem}."
    "facts{display:grid;grid-template-columns:1fr 1fr;gap:.5rem}.facts li{padding:.5rem "
    ".6rem}.facts b{font-size:1.25rem}}\n";

/* On paper: black on white, nothing folded, cards that may break where a page ends. */
static const char paper_style[] =
    "@page{size:A4;margin:14mm 12mm}"
    "@media "
    "print{:root{--bg:#fff;--fg:#000;--soft:#333;--line:#999;--panel:#fff;--link:#000;--sea:#fff;"
    "--land:#eee;--coded:#000;--alleged:#000;--yes:#555}body{font-size:9pt}a{text-decoration:none}"
    "nav,.skip{display:none}h2,h3,summary,caption{break-after:avoid}tr,svg{break-inside:avoid}"
    "thead{display:table-header-group}main{max-width:none}"
    "section.item{break-inside:auto;border:0;border-block-start:1px solid "
    "var(--line);border-radius:0;padding:.4rem 0}"
    ".scroll{overflow:visible}table{font-size:8pt}td,th{overflow-wrap:break-word}details::details-"
    "content{content-visibility:visible;block-size:auto}}\n";

/* Where the language runs from right to left: pictures do not, and an id or a number stands by
 * itself. */
static const char right_to_left_style[] =
    "[dir=rtl] svg{direction:ltr}[dir=rtl] :is(a,b,code,td,th,dd,.soft){unicode-bidi:isolate}"
    "[dir=rtl] :is(p,li,blockquote,summary){unicode-bidi:plaintext}\n";

#endif
