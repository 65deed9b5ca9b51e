namespace Detector.Models.Reports;

/// <summary>The looks of a report, by day and by night, on wide and on narrow screens.</summary>
internal static class PageStyle
{
    // Colours of a scale go from pale to strong in lightness, so that they are told apart by those who see few colours, and on paper.
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1d2733; --dim: #5d6b7a; --line: #dfe5ec; --paper: #fff;
          --blue: #2f6fde; --green: #0f8a5f; --red: #d8453b; --low: #c3d8f2; --high: #08265c }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --dim: #93a1b1; --line: #2c3744; --paper: #141a21;
          --blue: #6ea2ff; --green: #4cc79b; --red: #ff7a70; --low: #2f4a6d; --high: #ffe9a8 } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 760px;
          margin: 2rem auto; padding: 0 1rem }
        h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.05rem; margin: 2rem 0 .4rem }
        h3 { font-size: .95rem; font-weight: 500; margin: 1rem 0 .3rem } p { color: var(--dim); margin: .2rem 0 1rem }
        p.verdict { color: var(--ink); font-size: 1.05rem; margin: .6rem 0 }
        table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: 500; color: var(--dim) }
        .facts th { width: 9rem; padding-right: 1rem }
        th, td { padding: .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
        .scroll { overflow-x: auto } .rows { font-size: 13px }
        .rows th, .rows td { padding: .25rem .8rem .25rem 0; white-space: nowrap; overflow-wrap: normal }
        .wrap { font-size: 13px } .wrap th, .wrap td { padding: .25rem .8rem .25rem 0; overflow-wrap: break-word }
        .strange .which td { border-bottom: 0; color: var(--ink); font-weight: 600; padding-bottom: 0 }
        .strange .which .odd { color: var(--red) }
        .strange .why td { padding-top: 0; padding-bottom: .5rem; color: var(--dim) }
        .panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: .5rem 1.5rem }
        svg { width: 100%; height: auto; display: block; overflow: visible } svg text { font-size: 12px; fill: var(--dim) }
        svg text.title { fill: var(--ink) } .grid { stroke: var(--line) } .axis { stroke: var(--dim) }
        polyline { fill: none; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
        .training, .seen { stroke: var(--blue) } .heldout, .made { stroke: var(--green) } .made { stroke-dasharray: 5 4 }
        .mark { stroke: var(--red); stroke-dasharray: 4 4 }
        .sample { stroke: var(--blue); stroke-width: 1.3; stroke-opacity: .6 }
        circle.heldout { fill: none; stroke-width: 2 } .gap { stroke: var(--dim) }
        .under { fill: var(--blue) } .over { fill: var(--red) } b.t { color: var(--blue) } b.h { color: var(--green) }
        b.m { color: var(--red) } b { font-weight: 600 }
        .by { --c: color-mix(in oklab, var(--high) var(--t), var(--low)) }
        circle.by { fill: var(--c); stroke: var(--paper); stroke-width: .6 }
        circle.alert { stroke: var(--red); stroke-width: 1.6 } polyline.by { stroke: var(--c); stroke-width: 1.6 }
        .bar { height: 12px; border-radius: 3px; background: linear-gradient(in oklab to right, var(--low), var(--high)) }
        .heat { background: linear-gradient(to right, HEAT) }
        .ends { display: flex; justify-content: space-between; font-size: 12px; color: var(--dim) }
        .legend { max-width: 352px; margin: .4rem 0 }
        .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(90px, 1fr)); gap: 4px; margin: .3rem 0 1rem }
        .pictures div { display: grid; gap: 4px; font-size: 12px; color: var(--dim); text-align: center }
        img { width: 100%; display: block; image-rendering: pixelated }
        @media (max-width: 600px) { svg.wide text { font-size: 18px } body { margin-top: 1rem } }
        """;
}
