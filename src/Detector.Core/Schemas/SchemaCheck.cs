namespace Detector.Core.Schemas;

/// <summary>Finds what is wrong in a schema's settings, all of it at once.</summary>
internal static class SchemaCheck
{
    /// <summary>A path is tried as nested keys and as keys that contain dots, so its readings double with each dot.</summary>
    public const int MaxPathSegments = 8;

    public static IEnumerable<SchemaProblem> Problems(SchemaSettings settings) =>
        SpellingCheck.OfTime(settings).Concat(PivotCheck.Problems(settings)).Concat(
            settings.IsFrame ? Frame(settings)
            : settings.Format == MessageFormat.Csv
            ? [.. Fields(settings), .. AggregateCheck.Problems(settings), .. Csv(settings)]
            : [.. Fields(settings), .. AggregateCheck.Problems(settings), .. Json(settings)]);

    private static IEnumerable<SchemaProblem> Fields(SchemaSettings settings)
    {
        if (settings.Frame is not null)
        {
            yield return new("Frame", $"{settings.Format} messages are no frames; Format Raw or Image is for frames");
        }

        if (settings.Fields.Count == 0)
        {
            yield return new("Fields", "a schema needs at least one field");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < settings.Fields.Count; i++)
        {
            FieldSettings field = settings.Fields[i];
            if (field.Name.Length == 0)
            {
                yield return new($"Fields:{i}:Name", "a field needs a name");
            }
            else if (!names.Add(field.Name))
            {
                yield return new(
                    $"Fields:{i}:Name",
                    $"\"{field.Name}\" is the name of an earlier field; every field needs its own (Path may repeat)");
            }

            foreach (SchemaProblem problem in SpellingCheck.Of(field))
            {
                yield return problem with { Path = $"Fields:{i}:{problem.Path}" };
            }

            if (field.Direction != Direction.Both && field.Kind is not (FieldKind.Numeric or FieldKind.Boolean))
            {
                yield return new(
                    $"Fields:{i}:Direction",
                    $"a {field.Kind} has no above and below; it is for Numeric and Boolean fields");
            }

            if (field.Missing == MissingPolicy.Constant && !FieldConstant.TryParse(field, out _))
            {
                yield return new($"Fields:{i}:Constant", $"Missing is Constant, so it must be {FieldConstant.Wanted(field)}, but it is "
                    + $"\"{field.Constant}\"");
            }
        }
    }

    private static IEnumerable<SchemaProblem> Frame(SchemaSettings settings)
    {
        if (settings.Frame is null)
        {
            yield return new("Frame", $"{settings.Format} messages are frames; their Width, Height and Pixels must be named here");
        }

        foreach (SchemaProblem problem in settings.Frame is { } frame ? MaskCheck.Problems(frame) : [])
        {
            yield return problem;
        }

        string why = $"{settings.Format} messages are frames without fields";
        if (settings.Fields.Count > 0)
        {
            yield return new("Fields", $"{why}; the pixels are what the model sees");
        }

        if (settings.Aggregates.Count > 0)
        {
            yield return new("Aggregates", $"{why}; aggregates are over fields");
        }

        foreach ((string name, string? path) in new[] { ("Key", settings.Key), ("Time", settings.Time) })
        {
            if (path is not null)
            {
                yield return new(name, $"{why}; the Kafka message has the {name.ToLowerInvariant()}");
            }
        }
    }

    private static IEnumerable<SchemaProblem> Csv(SchemaSettings settings)
    {
        if (settings.Delimiter is not [< '\u0080' and not ('"' or '\r' or '\n' or '\0' or '.' or '+' or '-')]
            || char.IsAsciiLetterOrDigit(settings.Delimiter[0]))
        {
            yield return new("Delimiter", "it must be one ASCII character that is no quote, line end or part of a number");
        }

        if (settings.Columns.Count == 0)
        {
            yield return new("Columns", "CSV messages have no header line, so the columns must be named here, in order");
            yield break;
        }

        var columns = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < settings.Columns.Count; i++)
        {
            if (!columns.Add(settings.Columns[i]))
            {
                yield return new($"Columns:{i}", $"\"{settings.Columns[i]}\" is the name of an earlier column");
            }
        }

        foreach ((string setting, string path) in Paths(settings).Where(p => !columns.Contains(p.Path)))
        {
            yield return new(setting, $"there is no column \"{path}\"; the columns are {string.Join(", ", settings.Columns)}");
        }
    }

    private static IEnumerable<SchemaProblem> Json(SchemaSettings settings) =>
        from p in Paths(settings)
        where p.Path.Count(c => c == '.') >= MaxPathSegments
        select new SchemaProblem(p.Setting, $"the path \"{p.Path}\" has more than {MaxPathSegments} parts");

    private static IEnumerable<(string Setting, string Path)> Paths(SchemaSettings settings)
    {
        IEnumerable<(string, string?)> paths = settings.Pivot is { } pivot
            ? [("Pivot:Metric", pivot.Metric), ("Pivot:Value", pivot.Value)] : settings.Fields
            .Select((field, i) => ($"Fields:{i}:{(field.Path is null ? "Name" : "Path")}", field.Path ?? field.Name))
            .Where(p => p.Item2.Length > 0)
            .Select(p => (p.Item1, (string?)p.Item2));
        return paths.Append(("Key", settings.Key)).Append(("Time", settings.Time)).Concat(Beside(settings))
            .Where(p => p.Item2 is not null).Select(p => (p.Item1, p.Item2!));
    }

    // What aggregates name and is no field.
    private static IEnumerable<(string Setting, string? Path)> Beside(SchemaSettings settings) =>
        from aggregate in settings.Aggregates.Index()
        from named in aggregate.Item.By.Index().Select(key => (Setting: $"By:{key.Index}", Name: key.Item))
            .Append((Setting: "Of", Name: aggregate.Item.Of ?? ""))
        where named.Name.Length > 0 && SchemaInputs.Named(settings, named.Name) is null
        select ($"Aggregates:{aggregate.Index}:{named.Setting}", (string?)named.Name);
}
