using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Data.Simulation.Metrics;

namespace Detector.Demo;

/// <summary>Knows what was wrong with which machine when, and which of it an incident has told of. Any thread.</summary>
internal sealed class MetricsLedger
{
    private readonly Dictionary<string, List<Spell>> _spells = [];
    private readonly HashSet<string> _incidents = [];
    private readonly Lock _gate = new();
    private int _false;

    /// <summary>What is truly wrong in a row that is sent; a machine's rows come in the order of their times.</summary>
    public void See(string host, DateTimeOffset time, MetricAnomalyKind kind)
    {
        lock (_gate)
        {
            if (!_spells.TryGetValue(host, out List<Spell>? spells))
            {
                _spells.Add(host, spells = []);
            }

            Spell? open = spells.Count > 0 && !spells[^1].IsOver ? spells[^1] : null;
            if (kind == MetricAnomalyKind.None)
            {
                open?.IsOver = true;
            }
            else if (open is not null)
            {
                open.End = time;
            }
            else
            {
                spells.Add(new Spell(kind, time) { End = time });
            }
        }
    }

    /// <summary>Counts an alert's incident; what truly was wrong with its machine meanwhile, the latest if there was more than one thing.
    /// </summary>
    public MetricAnomalyKind Count(Alert alert, IncidentReport incident)
    {
        lock (_gate)
        {
            DateTimeOffset end = incident.End ?? alert.EventTime;
            Spell[] met = [.. _spells.GetValueOrDefault(alert.Key ?? "", []).Where(one => one.Start <= end && one.End >= incident.Start)];
            if (_incidents.Add(incident.Id) && met.Length == 0)
            {
                _false++;
            }

            Array.ForEach(met, spell => spell.IsFound = true);
            return met.Length == 0 ? MetricAnomalyKind.None : met[^1].Kind;
        }
    }

    /// <summary>Such as "5 incidents, 1 false; found 4 of 6 anomalies".</summary>
    public string Tally()
    {
        lock (_gate)
        {
            Spell[] all = [.. _spells.Values.SelectMany(spells => spells)];
            return $"{Numbers.Count(_incidents.Count, "incident")}, {Numbers.Count(_false)} false; "
                + $"found {Numbers.Count(all.Count(spell => spell.IsFound))} of {Numbers.Count(all.Length, "span")} in which something "
                + "is wrong";
        }
    }

    private sealed class Spell(MetricAnomalyKind kind, DateTimeOffset start)
    {
        public MetricAnomalyKind Kind => kind;

        public DateTimeOffset Start => start;

        public DateTimeOffset End { get; set; }

        public bool IsOver { get; set; }

        public bool IsFound { get; set; }
    }
}
