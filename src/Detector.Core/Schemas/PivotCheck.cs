namespace Detector.Core.Schemas;

/// <summary>Finds what is wrong in how rows are to be made of messages with one metric each, all of it at once.</summary>
internal static class PivotCheck
{
    public static IEnumerable<SchemaProblem> Problems(SchemaSettings settings)
    {
        if (settings.Pivot is not { } pivot)
        {
            yield break;
        }

        if (settings.IsFrame)
        {
            yield return new("Pivot", $"{settings.Format} messages are frames; metrics come in Json or Csv messages");
            yield break;
        }

        if (pivot.Metric == pivot.Value)
        {
            yield return new("Pivot:Value", $"\"{pivot.Value}\" names the metric already");
        }

        foreach (SchemaProblem problem in Fields(settings.Fields).Concat(Aggregates(settings)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<SchemaProblem> Fields(IReadOnlyList<FieldSettings> fields)
    {
        var metrics = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < fields.Count; i++)
        {
            FieldSettings field = fields[i];
            if (field.Kind is FieldKind.Categorical or FieldKind.Boolean)
            {
                yield return new(
                    $"Fields:{i}:Kind", $"metrics are Numeric; of a row's time there may be fields, too, but no {field.Kind}");
            }
            else if (field.Kind == FieldKind.Numeric && !metrics.Add(field.Path ?? field.Name))
            {
                yield return new($"Fields:{i}:Path", $"metric \"{field.Path ?? field.Name}\" is an earlier field already");
            }

            if (field.Number != NumberSpelling.Plain)
            {
                yield return new($"Fields:{i}:Number", "all metrics stand in one field of the messages, as plain numbers");
            }
        }

        if (fields.Count > 0 && metrics.Count == 0)
        {
            yield return new("Fields", "none of them is a metric (Numeric)");
        }
    }

    private static IEnumerable<SchemaProblem> Aggregates(SchemaSettings settings)
    {
        for (int i = 0; i < settings.Aggregates.Count; i++)
        {
            AggregateSettings aggregate = settings.Aggregates[i];
            if (aggregate.By.Count != 1 || aggregate.By[0] != settings.Key)
            {
                yield return new($"Aggregates:{i}:By", settings.Key is { } key
                    ? $"of rows that Pivot makes there is one key, Schema:Key, \"{key}\""
                    : "rows that Pivot makes have the key of their messages; Schema:Key has to name it for aggregates");
            }

            if (aggregate.IsOfVerdicts)
            {
                yield return new($"Aggregates:{i}:Kind", "verdicts name events, but rows that Pivot makes are of several");
            }
            else if (aggregate.Of is { } of && SchemaInputs.Named(settings, of) is null)
            {
                yield return new($"Aggregates:{i}:Of", $"\"{of}\" is none of the metrics in Schema:Fields");
            }
        }
    }
}
