using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Data.Simulation.Scenes;

namespace Detector.Demo;

/// <summary>Knows what strange things came before the camera, and which of them an incident has told of. Any thread.</summary>
internal sealed class SceneLedger
{
    // A walker may hide a thing for a moment: it is the same afterwards.
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(2);

    private readonly List<Spell> _spells = [];
    private readonly HashSet<string> _incidents = [];
    private readonly Lock _gate = new();
    private int _false;

    /// <summary>What a frame that is sent truly shows.</summary>
    public void See(SceneKind kind, DateTimeOffset time)
    {
        if (kind == SceneKind.None)
        {
            return;
        }

        lock (_gate)
        {
            if (_spells.Count > 0 && _spells[^1] is { } last && last.Kind == kind && time - last.End <= Hidden)
            {
                last.End = time;
            }
            else
            {
                _spells.Add(new Spell(kind, time) { End = time });
            }
        }
    }

    /// <summary>Counts an alert's incident; what truly was before the camera then, the latest if there was more than one.</summary>
    public SceneKind Count(Alert alert, IncidentReport incident)
    {
        lock (_gate)
        {
            DateTimeOffset end = incident.End ?? alert.EventTime;
            Spell[] met = [.. _spells.Where(spell => spell.Start <= end && spell.End >= incident.Start)];
            if (_incidents.Add(incident.Id) && met.Length == 0)
            {
                _false++;
            }

            Array.ForEach(met, spell => spell.IsFound = true);
            return met.Length == 0 ? SceneKind.None : met[^1].Kind;
        }
    }

    /// <summary>Such as "5 incidents, 1 false; found 4 of 6 strange things".</summary>
    public string Tally()
    {
        lock (_gate)
        {
            return $"{Numbers.Count(_incidents.Count, "incident")}, {Numbers.Count(_false)} false; "
                + $"found {Numbers.Count(_spells.Count(spell => spell.IsFound))} of {Numbers.Count(_spells.Count, "strange thing")}";
        }
    }

    private sealed class Spell(SceneKind kind, DateTimeOffset start)
    {
        public SceneKind Kind => kind;

        public DateTimeOffset Start => start;

        public DateTimeOffset End { get; set; }

        public bool IsFound { get; set; }
    }
}
