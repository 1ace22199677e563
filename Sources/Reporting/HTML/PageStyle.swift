/// The style of every page. Colours after Okabe and Ito, told apart by the colour-blind.
enum PageStyle {
    static let text = colours + layout + summary + tables + charts + marks + index + print

    private static let colours = """
        :root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#16202b;--soft:#55606d;
        --line:#dde2e8;--grid:#e4e8ed;--accent:#0062a3;--bad:#b03a00;--badbg:#fdf0e8;
        --amber:#8a5a00;--amberbg:#fdf6e3;--shade:#f8dcc4;
        --c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#8a6d00;--c4:#a64d84;
        --gap:#9aa4b0;--selectable:#35a884;--working:#0072b2;--acw:#7cc0ea;--notready:#e69f00;
        --rona:#c43c00;--offduty:#c9cfd6;--offline:#e6e9ed;--unknown:#8d97a3;
        --q0:#8f2d00;--q1:#ad4a0a;--q2:#f9d3b0;--q3:#d3e6f3;--qn:#e2e5e9;--qi:#fff;--h0:#eaf2f9;--h1:#cbe0f0;--h2:#9cc6e3;--h3:#2f7fb5;--h4:#0b5385}
        @media(prefers-color-scheme:dark){:root{--bg:#12171d;--card:#1b222b;--ink:#e9edf2;
        --soft:#a5b0bd;--line:#313b47;--grid:#2a333e;--accent:#6bb8ef;--bad:#ff9e6b;--badbg:#35241b;
        --amber:#f0c060;--amberbg:#33290f;--shade:#4a3020;
        --c0:#4aa8e0;--c1:#f08a4b;--c2:#3dc79c;--c3:#e0bb3c;
        --c4:#dc8fbd;--gap:#75808d;--selectable:#2f9e7c;--working:#3b95d1;--acw:#a4d4f2;
        --notready:#e0a21c;--rona:#f0703a;--offduty:#4a5563;--offline:#2d3641;--unknown:#77828f;
        --q0:#ffb38a;--q1:#d97b41;--q2:#5a3a2a;--q3:#20384c;--qn:#39434f;--qi:#1a0d05;--h0:#1d2936;--h1:#24394d;--h2:#2c5271;--h3:#7fbbe4;--h4:#b5dbf5}}

        """

    private static let layout = """
        *{box-sizing:border-box}
        html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
        background:var(--bg);color:var(--ink);-webkit-text-size-adjust:100%}
        @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
        body{margin:0 auto;max-width:1680px;padding:0 clamp(14px,3vw,48px) 48px}
        a{color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        .skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--card);
        padding:8px;z-index:9}
        header.page{padding:24px 0 10px}
        .kicker{margin:0;color:var(--soft);font-size:.85rem;letter-spacing:.02em;font-weight:600}
        h1{margin:2px 0;font-size:clamp(1.5rem,3.2vw,2.1rem);line-height:1.2;letter-spacing:-.015em}
        .zone{margin:4px 0 0;color:var(--soft);font-size:.9rem}.amber{color:var(--amber);font-weight:650}
        nav{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:.9rem}
        nav a{text-decoration:none;padding:4px 0}nav a:hover{text-decoration:underline}
        nav.pages{gap:4px;border-bottom:1px solid var(--line)}nav.pages a{padding:6px 14px;border-radius:8px 8px 0 0}
        nav.pages a[aria-current]{background:var(--card);border:1px solid var(--line);border-bottom-color:var(--card);
        margin-bottom:-1px;color:var(--ink);font-weight:600}nav.sections{padding:8px 0 0}.contents{padding:8px 0 0;font-size:.9rem}.contents>summary{color:var(--accent)}
        section{background:var(--card);border:1px solid var(--line);border-radius:12px;
        padding:18px clamp(14px,2vw,26px) 20px;margin-top:18px;scroll-margin-top:12px}
        section.kind-summary{background:none;border:0;padding:14px 0 0;margin:0}
        .kind-summary>h2{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        h2{margin:0 0 6px;font-size:1.15rem;letter-spacing:-.01em}h3{font-size:.95rem;margin:14px 0 6px}
        .fold>summary h2{display:inline;margin:0}.fold[open]>summary{margin-bottom:10px}
        .intro{margin:0 0 12px;color:var(--soft);max-width:80ch;font-size:.93rem}
        .empty{color:var(--soft);margin:8px 0}.only{margin:8px 0 0;padding:4px 12px;border-left:4px solid var(--accent);background:var(--card)}
        a.def{display:inline-block;min-width:24px;line-height:24px;text-align:center;text-decoration:none;
        font-size:.78rem;color:var(--accent);font-weight:600}a.def:hover{text-decoration:underline}
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));
        gap:4px 32px;margin:8px 0 0}dl div{break-inside:avoid;scroll-margin-top:24px}
        dl div:target{background:var(--amberbg);outline:6px solid var(--amberbg)}dt{font-weight:650;margin-top:8px}
        dd{margin:0;color:var(--soft);font-size:.93rem}summary{cursor:pointer;min-height:24px}
        footer{color:var(--soft);font-size:.85rem;padding:20px 0}

        """

    private static let summary = """
        .tiles+.findings{margin-top:12px}.unprinted,.comma{display:none}.head{display:flex;align-items:baseline;align-items:last baseline;gap:2px}th.n>.head{justify-content:flex-end}
        @media screen and (max-width:1240px){thead .head{flex-direction:column;align-items:flex-start;gap:0}thead th.n>.head{align-items:flex-end}}
        p{text-wrap:pretty}.findings p{margin:0 0 6px;max-width:92ch}.headline{font-size:clamp(1.3rem,2.3vw,1.75rem);font-weight:650;
        line-height:1.25;letter-spacing:-.015em}.volume{font-size:1.05rem}.headline.grey{color:var(--soft)}
        .warning{border-left:4px solid var(--amber);background:var(--amberbg);padding:8px 14px;border-radius:0 8px 8px 0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;margin-top:12px}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:12px;
        padding:10px 16px 12px;border-top:4px solid var(--line)}
        .tile p{margin:0}.tile .label{display:flex;align-items:center;color:var(--soft);font-size:.86rem}
        .tile .figure{font-size:1.75rem;font-weight:650;line-height:1.25;letter-spacing:-.02em;
        font-variant-numeric:tabular-nums;white-space:nowrap}
        .tile .verdict{font-size:.84rem;font-weight:600}.tile .note{font-size:.8rem;color:var(--soft);line-height:1.35}
        .tile .change{font-size:.84rem;color:var(--soft);font-variant-numeric:tabular-nums}
        .tile.missed{border-top-color:var(--bad)}.missed .verdict,td.missed{color:var(--bad)}
        .tile.met{border-top-color:var(--accent)}.met .verdict{color:var(--accent)}.grey .verdict{color:var(--soft)}
        .tile.undecided{border-top-color:var(--amber)}
        svg.spark{display:block;width:100%;height:28px;margin-top:4px;overflow:visible}
        .compared{margin:8px 0 0}.month-to-date{margin:6px 0 0;font-weight:600}
        .split{display:grid;gap:16px 28px;margin-top:16px;background:var(--card);border:1px solid var(--line);
        border-radius:12px;padding:16px clamp(14px,2vw,26px)}
        .causes p{margin:0 0 10px;max-width:75ch}.causes .note{color:var(--soft);font-size:.93rem}
        @media(min-width:1000px){.split{grid-template-columns:minmax(0,5fr) minmax(0,7fr)}
        .split .panels{grid-template-columns:1fr}}

        """

    private static let tables = """
        .scroll{overflow-x:auto;margin:0 -6px;padding:0 6px}
        table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
        caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        th,td{padding:6px 8px;text-align:left;border-bottom:1px solid var(--line);vertical-align:middle}
        td.n,td.t{white-space:nowrap}td:not(.n):not(.t){overflow-wrap:break-word;min-width:5.5em}
        thead th{color:var(--soft);font-weight:600;font-size:.82rem;vertical-align:bottom;line-height:1.25;
        hyphens:auto;overflow-wrap:break-word}
        @media screen{thead:has(.def) th:not(:has(.def,[role=button])){padding-bottom:11px}}th.n,td.n{text-align:right}tbody th{font-weight:550;overflow-wrap:break-word;min-width:6em}
        tbody tr:hover{background:var(--bg)}
        tfoot th,tfoot td{border-top:2px solid var(--soft);border-bottom:0;font-weight:650}
        td.missed{font-weight:650}td.soft{color:var(--soft)}.sign{font-size:.85em}
        .bullet{display:block;width:76px;height:8px;margin-left:auto;overflow:visible}
        .bullet .level{fill:var(--c0)}.missed .bullet .level{fill:var(--c1)}
        .bullet .tick{stroke:var(--ink);stroke-width:2;vector-effect:non-scaling-stroke}
        .few .bullet .level,.undecided .bullet .level,.grey .bullet .level{fill:var(--gap)}.goal{display:block;color:var(--soft);font-weight:400}
        th [role=button]{cursor:pointer;min-height:24px;min-width:24px;display:inline-block}
        th[aria-sort=ascending] [role=button]::after{content:" ↑"}th[aria-sort=descending] [role=button]::after{content:" ↓"}
        .filter{display:block;margin:0 0 10px;font-size:.9rem;color:var(--soft)}
        .filter input{font:inherit;color:var(--ink);background:var(--card);margin-left:8px;
        padding:5px 10px;border:1px solid var(--soft);border-radius:8px;min-width:10em;max-width:60%}
        .stack{min-width:110px;width:20%}svg.bar{display:block;width:100%;height:16px;
        border-radius:4px;background:var(--offline)}
        tr.now{font-weight:650}.scorecards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,350px),1fr));gap:14px 20px}
        .card{border:1px solid var(--line);border-radius:10px;padding:10px 14px;break-inside:avoid}
        .card caption{position:static;width:auto;height:auto;clip-path:none;text-align:left;overflow-wrap:break-word}
        .card .who{font-weight:650;margin-right:10px}.card th,.card td{padding:2px 4px;border:0}.card tbody th{font-weight:400;min-width:0}
        .card td.now{font-weight:650}.card .words{margin:6px 4px 0;font-size:.88rem}.more>.scorecards{margin-top:12px}
        details.more{margin-top:10px;font-size:.92rem}.scroll:has(~.rest[open]) tfoot{display:none}.more>summary{color:var(--accent)}.names{max-width:none}
        @media screen and (max-width:1000px){.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .cards,.cards tbody,.cards tfoot,.cards tr{display:block}.cards tbody,.cards tfoot{display:grid;
        grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:0 32px}.cards tr{padding:8px 0;border-bottom:1px solid var(--line)}
        .cards th,.cards td{display:block;border:0;padding:2px 0;text-align:left}
        .cards td{display:flex;justify-content:space-between;gap:12px;white-space:normal}.cards td.stack{display:block;width:auto}
        .cards td[data-label]::before{content:attr(data-label);color:var(--soft);font-weight:400}
        .cards .bullet{display:inline-block;margin-left:8px}.cards td:not(.n){min-width:0}}
        @media screen and (max-width:560px){.cards tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(130px,1fr));
        gap:1px 20px}.cards tr>th,.cards td.stack{grid-column:1/-1}.cards td{gap:6px;align-items:baseline;min-width:0}
        .cards td[data-label]::before{font-size:.82rem;line-height:1.25;hyphens:auto;min-width:0;overflow-wrap:anywhere}.cards .bullet{display:none}}
        @media screen and (max-width:960px){.tile:first-child:nth-last-child(5){grid-column:1/-1}}
        @media screen and (max-width:760px){.tiles{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}
        .tile{padding:10px 12px}.tile .figure{font-size:1.45rem}}

        """

    private static let charts = """
        .legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 0 10px;padding:0;list-style:none;
        font-size:.84rem;color:var(--soft)}.legend>*{display:inline-flex;align-items:center;gap:6px}
        .swatch{width:12px;height:12px;border-radius:3px;flex:none;background:var(--c0)}
        .swatch.c1{background:var(--c1)}.swatch.c2{background:var(--c2)}.swatch.c3{background:var(--c3)}
        .swatch.c4{background:var(--c4)}.swatch.fill.c0{opacity:.6}.swatch.gap{background:var(--gap);opacity:.6}.swatch.qg{background:repeating-linear-gradient(45deg,var(--gap) 0 2px,var(--bg) 2px 5px)}
        .swatch.shade{background:var(--shade)}
        .swatch.unsure{background:linear-gradient(135deg,var(--shade) 50%,var(--q3) 50%)}.swatch.few{background:none;border:1px solid var(--soft)}
        .swatch.thin{width:20px;height:0;border-radius:0;background:none;border-top:3px solid var(--c0)}
        .swatch.thin.c1{border-top:3px dashed var(--c1)}.swatch.thin.c2{border-top:3px dotted var(--c2)}
        .swatch.thin.target{border-top:2px dashed var(--ink)}.swatch.thin.rule{width:0;height:12px;border:0;border-left:2px dotted var(--ink)}
        .heat th.rule{border-left:2px dotted var(--ink)}
        .swatch.q0{background:var(--q0)}.swatch.q1{background:var(--q1)}.swatch.q2{background:var(--q2)}.swatch.q3{background:var(--q3)}
        .swatch.qo{background:linear-gradient(135deg,var(--q2) 50%,var(--q3) 50%)}.swatch.qn{background:var(--qn)}
        .scale{display:flex}.swatch.h0{background:var(--h0)}.swatch.h1{background:var(--h1)}.swatch.h2{background:var(--h2)}.swatch.h3{background:var(--h3)}.swatch.h4{background:var(--h4)}
        .swatch.s-selectable{background:var(--selectable)}.swatch.s-working{background:var(--working)}
        .swatch.s-after_call_work{background:var(--acw)}.swatch.s-not_ready{background:var(--notready)}
        .swatch.s-rona{background:var(--rona)}.swatch.s-off_duty{background:var(--offduty)}
        .swatch.s-offline{background:var(--offline)}.swatch.s-unknown{background:var(--unknown)}
        .panels{display:grid;gap:22px 36px;margin-top:10px}.panel{margin:0;min-width:0;break-inside:avoid;display:flex;flex-direction:column}
        @media(min-width:1150px){.panels{grid-template-columns:repeat(auto-fit,minmax(340px,1fr))}}
        figcaption{margin-bottom:auto;padding-bottom:8px;font-size:.92rem}figcaption strong{display:block}
        figcaption .legend{margin:0}
        .chart{display:grid;grid-template-columns:52px minmax(0,1fr);grid-template-rows:180px 24px;padding-right:18px}
        .chart svg{display:block;width:100%;height:100%;overflow:visible}
        .chart .times{grid-column:2}.times{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
        .chart svg.values{width:1px;justify-self:end}.values text{text-anchor:end;transform:translate(-6px,4px)}
        .chart .plot,.chart .notes{grid-column:2;grid-row:1}.chart .notes{pointer-events:none}
        .notes text{fill:var(--ink);font-weight:600;paint-order:stroke;stroke:var(--card);
        stroke-width:3px;stroke-linejoin:round}
        svg text{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
        .grid{stroke:var(--grid);stroke-width:1;vector-effect:non-scaling-stroke;fill:none}
        .line,path.target,.dot{fill:none;stroke-width:2.25;vector-effect:non-scaling-stroke;
        stroke-linejoin:round;stroke-linecap:round}.dot{stroke-width:7}
        .line.c1{stroke-dasharray:7 4}.line.c2{stroke-dasharray:2 4}.dot.hole{stroke:var(--card);stroke-width:3.5}
        path.rule{fill:none;stroke:var(--ink);stroke-width:2;stroke-dasharray:1 4;stroke-linecap:round;vector-effect:non-scaling-stroke}
        path.target{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4}
        .spark path.target{stroke:var(--soft);stroke-width:1}.spark .line{stroke-width:1.5}.spark .dot.past{stroke-width:4}
        .line.c0,.dot.c0{stroke:var(--c0)}.line.c1,.dot.c1{stroke:var(--c1)}.line.c2,.dot.c2{stroke:var(--c2)}
        .line.c3,.dot.c3{stroke:var(--c3)}.line.c4,.dot.c4{stroke:var(--c4)}.shade{fill:var(--shade)}
        .unsure{fill:url(#h-unsure)}.unsure-met{fill:var(--q3)}.unsure-missed{stroke:var(--shade);stroke-width:6}
        .fill.c0{fill:var(--c0)}.fill.c1{fill:var(--c1)}.fill.c2{fill:var(--c2)}
        .fill.c3{fill:var(--c3)}.fill.c4{fill:var(--c4)}.fill{fill-opacity:.55}.fill.c1,.fill.c2{fill-opacity:1}
        .solid.c0{fill:var(--c0)}.solid.c1{fill:var(--c1)}.solid.c2{fill:var(--c2)}
        .solid.c3{fill:var(--c3)}.solid.c4{fill:var(--c4)}
        .gap{fill:var(--gap);fill-opacity:.35}
        .lanes{display:grid;grid-template-columns:minmax(90px,200px) minmax(0,1fr);gap:3px 12px;
        align-items:center;padding-right:18px}
        .lanes .name{font-size:.85rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        .lanes .times{width:100%;height:20px;overflow:visible}
        .lane{display:block;width:100%;height:16px;border-radius:3px;background:var(--bg)}
        .s-selectable{fill:var(--selectable)}.s-working{fill:var(--working)}
        .s-after_call_work{fill:var(--acw)}.s-not_ready{fill:var(--notready)}
        .s-rona{fill:var(--rona)}.s-off_duty{fill:var(--offduty)}.s-offline{fill:var(--offline)}
        .s-unknown{fill:var(--unknown)}
        .tip{position:fixed;z-index:20;pointer-events:none;white-space:pre-line;max-width:300px;
        background:var(--ink);color:var(--card);font-size:.82rem;line-height:1.4;padding:6px 10px;
        border-radius:8px}
        .panel,.lanes-box{container-type:inline-size}
        @container(max-width:820px){.minor{display:none}}
        @container(max-width:460px){.middle{display:none}}
        @media(max-width:760px){.lanes{grid-template-columns:minmax(70px,110px) minmax(0,1fr)}}

        """

    private static let marks = """
        svg.defs{position:absolute;width:0;height:0}
        .plot [class^=s-]{stroke:var(--card);stroke-width:.5;vector-effect:non-scaling-stroke}
        .switch>input{position:absolute;opacity:0}.switch>label{display:inline-block;padding:4px 12px;margin:0 4px 10px 0;
        border:1px solid var(--line);border-radius:999px;font-size:.86rem;cursor:pointer}
        .switch>input:checked+label{background:var(--accent);color:var(--card);border-color:var(--accent)}
        .switch>input:focus-visible+label{outline:3px solid var(--accent);outline-offset:2px}.switch>.choice{display:none}
        .switch>input:nth-of-type(1):checked~.choice:nth-of-type(1),.switch>input:nth-of-type(2):checked~.choice:nth-of-type(2),
        .switch>input:nth-of-type(3):checked~.choice:nth-of-type(3),.switch>input:nth-of-type(4):checked~.choice:nth-of-type(4),
        .switch>input:nth-of-type(5):checked~.choice:nth-of-type(5){display:block}
        .heat{width:100%;table-layout:fixed;border-collapse:separate;border-spacing:2px;font-size:.82rem}
        .heat th,.heat td{border:0;padding:3px 1px}.heat thead th{min-width:0;text-align:center;font-weight:500}
        .heat td{text-align:center;height:28px;border-radius:4px;white-space:nowrap;
        font-variant-numeric:tabular-nums;background:var(--bg)}
        .heat thead td,.heat col.first{background:none;width:clamp(90px,13vw,190px)}.heat tbody th{font-weight:500;padding-right:8px;min-width:0}
        .heat tbody tr:hover{background:none}.heat thead th{white-space:nowrap}
        \(turned(25))
        @media screen and (max-width:1300px){\(turned(21))}@media screen and (max-width:1000px){\(turned(14))}
        @media screen and (max-width:760px){\(turned(8))}@media screen and (max-width:420px){\(turned(7))}
        td.q0{background:var(--q0);color:var(--qi);font-weight:650}td.q1{background:var(--q1);color:var(--qi);font-weight:650}
        td.q2{background:var(--q2)}td.q3{background:var(--q3)}
        td.qo{background:linear-gradient(135deg,var(--q2) 50%,var(--q3) 50%)}td.qn{background:var(--qn)}
        .heat td.few,.calendar td.few{background:none;box-shadow:inset 0 0 0 1px var(--line);color:var(--soft)}
        td.h0{background:var(--h0)}td.h1{background:var(--h1)}td.h2{background:var(--h2)}
        td.h3{background:var(--h3);color:var(--qi)}td.h4{background:var(--h4);color:var(--qi)}
        .heat td.qg{background:repeating-linear-gradient(45deg,var(--gap) 0 2px,var(--bg) 2px 7px)}
        .heat td.gapped{outline:2px dashed var(--gap);outline-offset:-2px}
        @media(max-width:760px){.bars th,.bars td{padding:3px 3px;font-size:.72rem;white-space:normal}.bars{table-layout:auto}.heat{font-size:.72rem;border-spacing:1px}.heat td,.heat thead th{font-size:.6rem;
        white-space:nowrap;letter-spacing:-.03em}.heat thead td{width:76px}}
        .bars{max-width:860px;font-size:.9rem}.bars th,.bars td{border:0;padding:3px 8px;white-space:nowrap}
        .bars th{width:1%;font-weight:500;text-align:right;min-width:0}.bars .n{width:1%}.bars .share{color:var(--soft)}
        .bars svg{display:block;width:100%;height:18px;border-radius:3px;background:var(--bg)}
        details.data{margin-top:12px;font-size:.86rem;color:var(--soft)}
        .data table{width:auto}.data td{text-align:right}.data th,.data td{padding:2px 10px;white-space:nowrap}.data thead th{white-space:normal;text-align:right}.data thead th:first-child{text-align:left}
        details.subject{border-top:1px solid var(--line)}details.subject:last-of-type{border-bottom:1px solid var(--line)}
        .subject>summary{display:grid;grid-template-columns:1em 12em repeat(auto-fit,minmax(9em,1fr));gap:2px 12px;align-items:baseline;padding:8px 4px;list-style:none}
        .subject>summary::before{content:"▸";color:var(--soft)}
        .subject[open]>summary::before{content:"▾"}.subject .who{font-weight:600}
        .subject .fact{color:var(--soft);font-size:.88rem}.subject .fact b{color:var(--ink);font-weight:600;
        font-variant-numeric:tabular-nums}.parts{padding:4px 4px 18px 20px}
        @media(min-width:1100px){.parts{display:grid;grid-template-columns:1fr 1fr;gap:0 32px}
        .parts>.part:first-child,.parts>.kind-heat{grid-column:1/-1}.parts>.part:first-child .panels{grid-template-columns:1fr 1fr}.parts>.part:not(:first-child) .panels{grid-template-columns:1fr}
        .parts .bars{width:100%}}
        @media(min-width:1700px){.parts>.part:first-child .panels{grid-template-columns:repeat(4,1fr)}}
        @media screen and (max-width:900px){.subject>summary{grid-template-columns:1em repeat(2,minmax(0,1fr))}
        .subject .who{grid-column:2/-1}.subject .fact:nth-of-type(even){grid-column:2}}
        @media(max-width:640px){.parts{padding-left:4px}}

        """

    private static let index = """
        .months{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));gap:0 18px}
        .weeks svg.spark{height:72px}.weeks p{margin:4px 0}
        .month{padding:12px 14px}.month h2{font-size:1rem}
        .calendar{table-layout:fixed}.calendar th,.calendar td{padding:1px;text-align:center;border:1px solid var(--line);
        height:44px;vertical-align:top;font-size:.82rem;min-width:0}
        .calendar thead th{height:auto}.calendar a{display:block;min-height:42px;color:inherit;text-decoration:none;line-height:1.25}
        .calendar a:hover{text-decoration:underline}.calendar .no{display:block;font-size:.7rem}
        .calendar th:first-child{font-weight:400;color:var(--soft)}.calendar b{display:block;font-size:.8rem}

        """

    private static let print = """
        @media print{@page{margin:10mm}
        :root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#ccc;--grid:#ddd;--accent:#00528a;--bad:#a03400;--badbg:#fff;
        --amber:#6b4600;--amberbg:#fff;--shade:#f3d9c4;
        --c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#8a6d00;--c4:#a64d84;--gap:#9aa4b0;--selectable:#35a884;
        --working:#0072b2;--acw:#7cc0ea;--notready:#e69f00;--rona:#c43c00;--offduty:#c9cfd6;--offline:#e6e9ed;
        --unknown:#8d97a3;--q0:#8f2d00;--q1:#ad4a0a;--q2:#f9d3b0;--q3:#d3e6f3;--qn:#e2e5e9;--qi:#fff;
        --h0:#eaf2f9;--h1:#cbe0f0;--h2:#9cc6e3;--h3:#2f7fb5;--h4:#0b5385}
        html{font-size:10px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        body{padding:0;max-width:none}nav,.contents,.skip,.filter,.switch>label,.switch>input{display:none}
        header.page{padding:0}section{border:0;padding:0;margin-top:9px}section.kind-summary{padding-top:6px}
        h2,h3,.intro,.legend,figcaption{break-after:avoid}.kind-heat,h2{break-inside:avoid}
        section>h2::after{content:"";display:block;height:90px;margin-bottom:-90px}.kind-cards>h2::after{height:220px;margin-bottom:-220px}
        svg text,.times{font-size:8px}.intro{margin-bottom:6px;max-width:none}
        section:has(>.fold:not([open],.more)){display:none}details:not([open])>summary::before{content:none!important}
        .bullet{display:inline-block;width:46px;height:6px;margin-left:8px;vertical-align:middle}.goal{display:inline;margin-left:6px}
        \(turned(20))
        .lane{height:10px}.lanes{gap:2px 10px}tr,.tile,.lane,.split{break-inside:avoid}thead{display:table-header-group}
        tfoot{display:table-row-group}.scroll{overflow:visible}
        .tiles{grid-template-columns:repeat(auto-fit,minmax(105px,1fr));gap:6px}.tile{padding:4px 8px}.tile .figure{font-size:1.6rem}
        th,td{padding:2px 4px}thead th{font-size:.8rem}.stack{min-width:90px}
        .split{grid-template-columns:minmax(0,5fr) minmax(0,6fr);padding:8px 10px;gap:10px}
        .panels{grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:8px 16px}.split .panels{grid-template-columns:1fr}
        .chart{grid-template-rows:92px 16px;grid-template-columns:40px minmax(0,1fr)}
        .bars svg{height:10px}.heat td{height:14px;padding:0;font-size:8px}.heat th{font-size:8px;padding:0 2px}
        .card{display:inline-block;width:48.5%;margin:0 1% 8px 0;vertical-align:top}.scorecards{display:block}
        th [role=button]{min-height:0}.subject>summary{gap:2px 10px}
        a.def,details.data,.fold:not([open]){display:none}
        :is(\(closed),.kind-each)+.unprinted{display:inline;color:var(--soft)}
        :is(\(closed),.kind-each)+.unprinted+:is(\(closed))+.unprinted .lead{display:none}
        .unprinted:has(+.fold:not([open]),+section>.fold:not([open],.more)) .stop{display:none}
        .unprinted:has(+.fold:not([open]),+section>.fold:not([open],.more)) .comma{display:inline}
        .rest>summary,.scroll:has(~.rest) tfoot{display:none}.more>summary{color:inherit;list-style:none}
        .more:not([open])::details-content{content-visibility:visible;block-size:auto}.subject>summary{padding:3px 0}.calendar th,.calendar td{height:32px}.calendar a{min-height:0}
        .parts{display:block}.months{grid-template-columns:repeat(3,1fr)}footer{padding:8px 0}
        svg .s-working{fill:url(#h-working)}svg .s-after_call_work{fill:url(#h-acw)}svg .s-not_ready{fill:url(#h-notready)}
        svg .s-rona{fill:url(#h-rona)}svg .fill.c1{fill:url(#h-c1)}
        .swatch.s-working,.swatch.fill.c1{background-image:repeating-linear-gradient(135deg,#fff 0 1px,transparent 1px 4px)}
        .swatch.s-not_ready{background-image:repeating-linear-gradient(45deg,#000 0 1px,transparent 1px 4px)}
        .swatch.s-after_call_work{background-image:radial-gradient(#000 1px,transparent 1.2px);background-size:4px 4px}
        .swatch.s-rona{background-image:repeating-linear-gradient(0deg,#fff 0 1px,transparent 1px 4px)}}
        """

    /// Folds that paper leaves out, and the sections that consist of them.
    private static let closed = ".fold:not([open]),section:has(>.fold:not([open],.more))"

    /// Upright heads of heat maps with at least so many columns.
    private static func turned(_ columns: Int) -> String {
        ".heat:has(thead th:nth-of-type(\(columns))) thead th{writing-mode:vertical-rl;"
            + "transform:rotate(180deg);text-align:start;vertical-align:middle}"
    }
}
