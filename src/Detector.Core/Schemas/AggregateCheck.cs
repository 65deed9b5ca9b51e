namespace Detector.Core.Schemas;

/// <summary>Finds what is wrong in a schema's aggregates, all of it at once.</summary>
internal static class AggregateCheck
{
    private const int MostKeys = 2;

    public static IEnumerable<SchemaProblem> Problems(SchemaSettings settings)
    {
        var names = new HashSet<string>(settings.Fields.Select(field => field.Name), StringComparer.Ordinal);
        for (int i = 0; i < settings.Aggregates.Count; i++)
        {
            AggregateSettings aggregate = settings.Aggregates[i];
            foreach ((string place, string message) in Problems(settings, aggregate))
            {
                yield return new($"Aggregates:{i}:{place}", message);
            }

            string name = aggregate.Field.Name;
            if (name.Length == 0)
            {
                yield return new($"Aggregates:{i}:Name", "an aggregate's name cannot be empty; leave it out for one that says what it is");
            }
            else if (!names.Add(name))
            {
                yield return new($"Aggregates:{i}:Name", $"\"{name}\" is the name of a field or of an earlier aggregate");
            }
        }
    }

    private static IEnumerable<(string Place, string Message)> Problems(SchemaSettings settings, AggregateSettings aggregate)
    {
        if (aggregate.By.Count is 0 or > MostKeys)
        {
            yield return ("By", $"an aggregate has one key or a pair, not {aggregate.By.Count}");
        }
        else if (aggregate.By.Distinct(StringComparer.Ordinal).Count() < aggregate.By.Count)
        {
            yield return ("By:1", $"\"{aggregate.By[1]}\" is both keys of the pair; name it once");
        }

        for (int key = 0; key < aggregate.By.Count; key++)
        {
            if (string.IsNullOrEmpty(aggregate.By[key]))
            {
                yield return ($"By:{key}", "a key needs a name");
            }
            else if (IsTime(SchemaInputs.Named(settings, aggregate.By[key])))
            {
                yield return ($"By:{key}", $"\"{aggregate.By[key]}\" is a time, which is no key");
            }
        }

        if (aggregate.Of is null)
        {
            if (aggregate.IsOfNumber || aggregate.IsOfCategory)
            {
                yield return ("Of", $"{aggregate.Kind} needs {(aggregate.IsOfNumber ? "a number" : "a category")} to look at");
            }
        }
        else if (!aggregate.IsOfNumber && !aggregate.IsOfCategory)
        {
            yield return ("Of", $"{aggregate.Kind} is about events, whatever their values; leave it out");
        }
        else if (aggregate.Of.Length == 0)
        {
            yield return ("Of", "it needs a name");
        }
        else if (SchemaInputs.Named(settings, aggregate.Of) is { } field
            && (IsTime(field) || (aggregate.IsOfNumber && field.Kind == FieldKind.Categorical)))
        {
            yield return (
                "Of",
                $"{aggregate.Kind} is of a {(aggregate.IsOfNumber ? "number" : "category")}, but field \"{field.Name}\" is {field.Kind}");
        }
    }

    private static bool IsTime(FieldSettings? field) => field?.Kind is FieldKind.TimeOfDay or FieldKind.TimeOfWeek or FieldKind.Holiday;
}
