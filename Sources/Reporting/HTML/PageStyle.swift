/// The style of every page. Colours after Okabe and Ito, told apart by the colour-blind.
enum PageStyle {
    static let text = colours + layout + tables + charts + marks + print

    private static let colours = """
        :root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#16202b;--soft:#55606d;
        --line:#dde2e8;--grid:#e4e8ed;--accent:#0062a3;--bad:#b03a00;--badbg:#fdf0e8;--good:#00694c;
        --goodbg:#e9f6f1;--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#8a6d00;--c4:#a64d84;
        --gap:#9aa4b0;--selectable:#35a884;--working:#0072b2;--acw:#7cc0ea;--notready:#e69f00;
        --rona:#c43c00;--offduty:#c9cfd6;--offline:#e6e9ed;--unknown:#8d97a3;
        --q0:#8f2d00;--q1:#ad4a0a;--q2:#f9d3b0;--q3:#d3e6f3;--qi:#fff;--h0:#eaf2f9;--h1:#cbe0f0;--h2:#9cc6e3;--h3:#2f7fb5;--h4:#0b5385}
        @media(prefers-color-scheme:dark){:root{--bg:#12171d;--card:#1b222b;--ink:#e9edf2;
        --soft:#a5b0bd;--line:#313b47;--grid:#2a333e;--accent:#6bb8ef;--bad:#ff9e6b;--badbg:#35241b;
        --good:#5fd3ab;--goodbg:#173029;--c0:#4aa8e0;--c1:#f08a4b;--c2:#3dc79c;--c3:#e0bb3c;
        --c4:#dc8fbd;--gap:#75808d;--selectable:#2f9e7c;--working:#3b95d1;--acw:#a4d4f2;
        --notready:#e0a21c;--rona:#f0703a;--offduty:#4a5563;--offline:#2d3641;--unknown:#77828f;
        --q0:#ffb38a;--q1:#d97b41;--q2:#5a3a2a;--q3:#20384c;--qi:#1a0d05;--h0:#1d2936;--h1:#24394d;--h2:#2c5271;--h3:#7fbbe4;--h4:#b5dbf5}}

        """

    private static let layout = """
        *{box-sizing:border-box}
        html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
        background:var(--bg);color:var(--ink);-webkit-text-size-adjust:100%}
        @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
        body{margin:0 auto;max-width:1960px;padding:0 clamp(14px,3vw,48px) 48px}
        a{color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        .skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--card);
        padding:8px;z-index:9}
        header.page{padding:28px 0 8px}
        .kicker{margin:0;color:var(--soft);font-size:.85rem;letter-spacing:.04em;font-weight:600}
        h1{margin:2px 0;font-size:clamp(1.5rem,3.2vw,2.2rem);line-height:1.2;letter-spacing:-.015em}
        .zone{margin:4px 0 0;color:var(--soft);font-size:.9rem}
        nav{position:sticky;top:0;z-index:5;background:var(--bg);display:flex;gap:4px 18px;
        overflow-x:auto;padding:10px 0;border-bottom:1px solid var(--line);font-size:.9rem}
        nav a{white-space:nowrap;text-decoration:none}nav a:hover{text-decoration:underline}
        section{background:var(--card);border:1px solid var(--line);border-radius:12px;
        padding:20px clamp(14px,2vw,28px) 22px;margin-top:20px;scroll-margin-top:56px}
        section.kind-summary{background:none;border:0;padding:16px 0 0;margin:0}
        .kind-summary>h2{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        h2{margin:0 0 4px;font-size:1.2rem;letter-spacing:-.01em}
        .intro{margin:0 0 14px;color:var(--soft);max-width:80ch;font-size:.93rem}
        .empty{color:var(--soft);margin:8px 0}
        .findings{margin-top:8px}.findings p{margin:0 0 7px;max-width:92ch}.kind-summary .findings{margin-bottom:16px}.kind-summary .findings p{font-size:1.05rem}.kind-summary .findings p:first-child{font-size:clamp(1.15rem,1.7vw,1.4rem);font-weight:600;line-height:1.35;letter-spacing:-.01em}.kind-trust .findings{margin-top:16px}
        .findings .warning{border-left:4px solid var(--bad);background:var(--badbg);
        padding:8px 14px;border-radius:0 8px 8px 0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(168px,1fr));gap:12px;
        margin-top:12px}
        @media(min-width:1000px){.kind-summary .tiles{grid-template-columns:repeat(5,1fr)}}
        @media(min-width:2000px){.kind-summary .tiles{grid-template-columns:repeat(10,1fr)}}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:12px;
        padding:12px 16px;border-top:4px solid var(--line)}
        .tile p{margin:0}.tile .label{color:var(--soft);font-size:.86rem}
        .tile .figure{font-size:1.75rem;font-weight:650;line-height:1.25;letter-spacing:-.02em;
        font-variant-numeric:tabular-nums;white-space:nowrap}
        .tile .verdict{font-size:.84rem;font-weight:600}.tile .note{font-size:.8rem;
        color:var(--soft);line-height:1.35}
        .tile .change{font-size:.84rem;color:var(--soft);font-variant-numeric:tabular-nums}.compared{margin:8px 0 0}.only{margin:8px 0 0;padding:4px 12px;border-left:4px solid var(--accent);background:var(--card)}a.def{display:inline-block;min-width:24px;line-height:24px;text-align:center;text-decoration:none;font-size:.78rem;color:var(--accent);font-weight:600}a.def:hover{text-decoration:underline}dl div{scroll-margin-top:64px}dl div:target{background:var(--badbg);outline:6px solid var(--badbg)}h3{font-size:.95rem;margin:14px 0 6px}.tile.missed{border-top-color:var(--bad)}.missed .verdict,td.missed{color:var(--bad)}
        .tile.met{border-top-color:var(--good)}.met .verdict{color:var(--good)}
        td.missed{font-weight:650}.sign{font-size:.75em}
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));
        gap:4px 32px;margin:8px 0 0}dl div{break-inside:avoid}dt{font-weight:650;margin-top:8px}
        dd{margin:0;color:var(--soft);font-size:.93rem}
        footer{color:var(--soft);font-size:.85rem;padding:22px 0}

        """

    private static let tables = """
        .scroll{overflow-x:auto;margin:0 -6px;padding:0 6px}
        table{border-collapse:collapse;width:100%;font-size:.92rem;
        font-variant-numeric:tabular-nums}
        caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        th,td{padding:6px 10px;text-align:left;border-bottom:1px solid var(--line);
        white-space:nowrap;vertical-align:middle}
        thead th{color:var(--soft);font-weight:600;font-size:.82rem;white-space:normal;
        vertical-align:bottom;line-height:1.25;min-width:4.2em}thead th a.def{min-height:24px}
        th.n,td.n{text-align:right}tbody th:has(a){max-width:none}tbody th{font-weight:550;max-width:22em;overflow:hidden;
        text-overflow:ellipsis}
        tbody tr:hover{background:var(--bg)}
        tfoot th,tfoot td{border-top:2px solid var(--soft);border-bottom:0;font-weight:650}
        th:first-child{position:sticky;left:0;background:var(--card);z-index:1}
        th[aria-sort] button{all:unset;cursor:pointer;min-height:24px;min-width:24px;display:inline-block}
        th[aria-sort] button:focus-visible{outline:3px solid var(--accent)}
        th[aria-sort=ascending] button::after{content:" ▲"}
        th[aria-sort=descending] button::after{content:" ▼"}
        .filter{display:block;margin:0 0 10px;font-size:.9rem;color:var(--soft)}
        .filter input{font:inherit;color:var(--ink);background:var(--card);margin-left:8px;
        padding:5px 10px;border:1px solid var(--soft);border-radius:8px;min-width:14em}
        .stack{min-width:240px;width:26%}svg.bar{display:block;width:100%;height:16px;
        border-radius:4px;background:var(--offline)}
        @media(max-width:640px){tbody th,tfoot th{max-width:9.5em;white-space:normal}
        th,td{padding:6px 7px}.tiles{grid-template-columns:repeat(2,1fr);gap:8px}
        .tile{padding:10px 12px}.tile .figure{font-size:1.45rem}}

        """

    private static let charts = """
        .legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 0 10px;padding:0;list-style:none;
        font-size:.84rem;color:var(--soft)}.legend>*{display:inline-flex;align-items:center;gap:6px}
        .swatch{width:12px;height:12px;border-radius:3px;flex:none;background:var(--c0)}
        .swatch.c1{background:var(--c1)}.swatch.c2{background:var(--c2)}.swatch.c3{background:var(--c3)}
        .swatch.c4{background:var(--c4)}.swatch.fill.c0{opacity:.6}.swatch.gap,.swatch.qg{background:var(--gap);opacity:.6}
        .swatch.thin{width:20px;height:0;border-radius:0;background:none;border-top:3px solid var(--c0)}
        .swatch.thin.c1{border-top:3px dashed var(--c1)}.swatch.thin.c2{border-top:3px dotted var(--c2)}
        .swatch.thin.target{border-top:2px dashed var(--ink)}
        .swatch.q0{background:var(--q0)}.swatch.q1{background:var(--q1)}.swatch.q2{background:var(--q2)}.swatch.q3{background:var(--q3)}
        .swatch.s-selectable{background:var(--selectable)}.swatch.s-working{background:var(--working)}
        .swatch.s-after_call_work{background:var(--acw)}.swatch.s-not_ready{background:var(--notready)}
        .swatch.s-rona{background:var(--rona)}.swatch.s-off_duty{background:var(--offduty)}
        .swatch.s-offline{background:var(--offline)}.swatch.s-unknown{background:var(--unknown)}
        @media(min-width:1150px){.panels{grid-template-columns:repeat(2,minmax(0,1fr))}}
        .panels{display:grid;
        gap:22px 36px;margin-top:10px}.panel{margin:0;min-width:0;break-inside:avoid}
        figcaption{display:flex;flex-wrap:wrap;gap:2px 18px;margin-bottom:8px;font-size:.92rem}
        figcaption .legend{margin:0}
        .chart{display:grid;grid-template-columns:52px minmax(0,1fr);grid-template-rows:190px 24px;
        padding-right:18px}
        .chart svg{display:block;width:100%;height:100%;overflow:visible}
        .chart .times{grid-column:2}.times{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}.chart svg.values{width:1px;justify-self:end}.values text{text-anchor:end;transform:translate(-6px,4px)}
        .chart .plot,.chart .notes{grid-column:2;grid-row:1}.chart .notes{pointer-events:none}
        .notes text{fill:var(--ink);font-weight:600;paint-order:stroke;stroke:var(--card);
        stroke-width:3px;stroke-linejoin:round}
        svg text{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
        .grid{stroke:var(--grid);stroke-width:1;vector-effect:non-scaling-stroke;fill:none}
        .line,path.target{fill:none;stroke-width:2.25;vector-effect:non-scaling-stroke;
        stroke-linejoin:round;stroke-linecap:round}
        .line.c1{stroke-dasharray:7 4}.line.c2{stroke-dasharray:2 4}path.target{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4}
        .line.c0{stroke:var(--c0)}.line.c1{stroke:var(--c1)}.line.c2{stroke:var(--c2)}
        .line.c3{stroke:var(--c3)}.line.c4{stroke:var(--c4)}
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
        .heat{width:auto;border-collapse:separate;border-spacing:2px;font-size:.82rem}
        .heat th,.heat td{border:0;padding:3px 4px}.heat thead th{min-width:0;text-align:center;font-weight:500}
        .heat td{text-align:center;width:clamp(30px,3.2vw,56px);min-width:30px;height:28px;border-radius:4px;
        font-variant-numeric:tabular-nums;background:var(--bg)}
        .heat thead td{background:none}.heat tbody th{font-weight:500;padding-right:10px}.heat tbody tr:hover{background:none}
        td.q0{background:var(--q0);color:var(--qi);font-weight:650}td.q1{background:var(--q1);color:var(--qi);font-weight:650}
        td.q2{background:var(--q2)}td.q3{background:var(--q3)}
        td.h0{background:var(--h0)}td.h1{background:var(--h1)}td.h2{background:var(--h2)}
        td.h3{background:var(--h3);color:var(--qi)}td.h4{background:var(--h4);color:var(--qi)}
        .heat td.qg{background:repeating-linear-gradient(45deg,var(--gap) 0 2px,var(--bg) 2px 7px)}
        .heat td.gapped{outline:2px dashed var(--gap);outline-offset:-2px}
        .bars{max-width:860px;font-size:.9rem}.bars th,.bars td{border:0;padding:3px 8px}
        .bars th{width:1%;font-weight:500;text-align:right}.bars .n{width:1%}.bars .share{color:var(--soft)}
        .bars svg{display:block;width:100%;height:18px;border-radius:3px;background:var(--bg)}
        details.data{margin-top:12px;font-size:.86rem;color:var(--soft)}summary{cursor:pointer;min-height:24px}
        details.data>summary{list-style:none}details.data>summary::before{content:"▸ "}details.data[open]>summary::before{content:"▾ "}.data table{width:auto}.data td{text-align:right}
        .data th,.data td{padding:2px 10px}
        details.subject{border-top:1px solid var(--line)}details.subject:last-of-type{border-bottom:1px solid var(--line)}
        .subject>summary{display:flex;flex-wrap:wrap;gap:2px 22px;align-items:baseline;padding:9px 4px;list-style:none}
        .subject>summary::before{content:"▸";width:1em;margin-right:-16px;color:var(--soft)}
        .subject[open]>summary::before{content:"▾"}.subject .who{font-weight:600;min-width:12em}
        .subject .fact{color:var(--soft);font-size:.88rem}.subject .fact b{color:var(--ink);font-weight:600;
        font-variant-numeric:tabular-nums}.parts{padding:4px 4px 18px 20px}
        .months{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,520px),1fr));gap:0 20px}
        .calendar{table-layout:fixed}.calendar th,.calendar td{padding:2px;text-align:center;border:1px solid var(--line);
        height:56px;vertical-align:top;font-size:.82rem;white-space:normal;min-width:0}
        .calendar thead th{height:auto}.calendar a{display:block;min-height:52px;color:inherit;text-decoration:none;line-height:1.3}
        .calendar a:hover{text-decoration:underline}.calendar .no{display:block;font-size:.75rem}
        .calendar th:first-child{position:static;font-weight:400}.calendar b{display:block}
        .calendar span:not(.no){font-size:.75rem}
        @media(max-width:640px){.parts{padding-left:4px}.subject .who{min-width:100%}.calendar span:not(.no){display:none}
        .heat td{width:30px}}

        """

    private static let print = """
        @media print,(min-width:1100px){.parts{display:grid;grid-template-columns:1fr 1fr;gap:0 32px}
        .parts>.part:first-child,.parts>.kind-heat{grid-column:1/-1}.parts>.part:not(:first-child) .panels{grid-template-columns:1fr}
        .parts .bars{width:100%}}
        @media print{@page{size:A4 landscape;margin:11mm}
        :root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#ccc;--grid:#ddd;--accent:#00528a;--bad:#a03400;--badbg:#fff;--good:#00593f;
        --c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#8a6d00;--c4:#a64d84;--gap:#9aa4b0;--selectable:#35a884;
        --working:#0072b2;--acw:#7cc0ea;--notready:#e69f00;--rona:#c43c00;--offduty:#c9cfd6;--offline:#e6e9ed;
        --unknown:#8d97a3;--q0:#8f2d00;--q1:#ad4a0a;--q2:#f9d3b0;--q3:#d3e6f3;--qi:#fff}
        html{font-size:10.5px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        body{padding:0}nav,.skip,.filter,.zone a{display:none}
        header.page{padding:0}section{border:0;padding:0;margin-top:16px}
        h2,h3,.intro,.legend,figcaption{break-after:avoid}svg text{font-size:8px}
        .lane{height:11px}.lanes{gap:2px 10px}tr,.tile,.lane{break-inside:avoid}thead{display:table-header-group}
        .scroll{overflow:visible}.kind-summary .tiles,.tiles{grid-template-columns:repeat(5,1fr);gap:6px}
        .tile{padding:5px 10px}th,td{padding:3px 6px}th:first-child{position:static}
        .chart{grid-template-rows:130px 20px}.subject .chart{grid-template-rows:100px 18px}a.def,details.data{display:none}details.subject::details-content{content-visibility:visible;height:auto;opacity:1}.subject{break-inside:avoid}.bars svg{height:10px}.heat td{height:16px;min-width:20px;padding:1px}.calendar a{min-height:0}.panels{grid-template-columns:1fr 1fr}}
        """
}
