using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;
using Detector.Data.Files;

namespace Detector.Commands.Text;

/// <summary>Tells what each column of a sample was taken for, and why.</summary>
internal static class InferredSchemaText
{
    private const int FewFields = 8;

    public static void Write(InferredSchema schema, int rows, TextWriter output)
    {
        string fields = Numbers.Count(schema.Settings.Fields.Count, "field");
        string read = rows == SchemaProposal.MostRows ? $"The first {Numbers.Count(rows, "row")}" : Numbers.Count(rows, "row");
        output.WriteLine($"{read}, {Numbers.Count(schema.Columns.Count, "column")}, {fields} for the model:");
        var table = new Table("COLUMN", "IS", "EXAMPLE", "BECAUSE");
        foreach (InferredColumn column in schema.Columns)
        {
            table.Add(column.Name, Is(column), column.Example, column.Reason);
        }

        table.Write(output);
        foreach (string warning in schema.Columns.SelectMany(column => column.Warnings.Select(warning => $"{column.Name}: {warning}")))
        {
            output.WriteLine();
            output.WriteLine($"WARNING: {warning}.");
        }

        if (schema.Settings.Pivot is { } pivot)
        {
            output.WriteLine();
            string whose = schema.Settings.Key ?? "the message's key";
            output.WriteLine($"Each record carries one metric: rows are made of them by {whose} and time, "
                + $"one every {pivot.Interval} (Schema:Pivot; with --ignore {pivot.Metric} each record is a row).");
        }

        WriteAggregates(schema, output);
        if (schema.Settings.Format == MessageFormat.Csv
            && schema.Columns.FirstOrDefault(c => c.Role == ColumnRole.Label) is { Name: var label })
        {
            output.WriteLine();
            output.WriteLine($"Messages are expected to have all {schema.Columns.Count} columns.");
            output.WriteLine($"If they come without '{label}', take it out of Schema:Columns.");
        }

        if (schema.Settings.Key is null && schema.KeyCandidates.FirstOrDefault() is { } key)
        {
            output.WriteLine();
            output.WriteLine("Alerts name the Kafka message's key. If messages have none, "
                + $"--key {key} names the events after that column.");
        }
    }

    private static void WriteAggregates(InferredSchema schema, TextWriter output)
    {
        if (schema.Aggregates.Count == 0)
        {
            return;
        }

        output.WriteLine();
        if (schema.Settings.Aggregates.Count == 0)
        {
            output.WriteLine(schema.Settings.Fields.Count <= FewFields
                ? $"{Numbers.Count(schema.Settings.Fields.Count, "field")} of a row say little: what is strange about an event is mostly "
                    + $"how it differs from what its {schema.Aggregates[0].Settings.By[0]} did lately."
                : "A single row says little of what its keys did lately.");
            output.WriteLine("With --aggregates the model would see:");
        }
        else
        {
            string count = Numbers.Count(schema.Aggregates.Count, "aggregate");
            output.WriteLine($"{count} over what keys did lately:");
        }

        var table = new Table("AGGREGATE", "SHOWS");
        foreach (ProposedAggregate aggregate in schema.Aggregates)
        {
            table.Add(aggregate.Name, aggregate.Reason);
        }

        table.Write(output);
        string[] above = [.. schema.Settings.Fields.Where(field => field.Direction == Direction.Above).Select(field => field.Name)];
        if (above.Length > 0)
        {
            output.WriteLine();
            output.WriteLine($"Of {string.Join(" and ", above)}, as of the aggregates, only what is above the mean counts "
                + "(Direction in Schema:Fields; take it out where small ones are strange, too).");
        }
    }

    private static string Is(InferredColumn column) => column.Role switch
    {
        ColumnRole.Feature => string.Join(", ", column.Fields.Select(Describe).Distinct()),
        ColumnRole.KeyCandidate => "left out (a key?)",
        ColumnRole.Ignored => "left out",
        ColumnRole.Time => "event time",
        var role => role.ToString().ToLowerInvariant(),
    };

    private static string Describe(FieldSettings field) => field.Kind switch
    {
        FieldKind.Numeric when field.Direction == Direction.Above => field.Log1p ? "number (log), above" : "number, above",
        FieldKind.Numeric when field.Log1p => "number (log)",
        FieldKind.Numeric => "number",
        FieldKind.Categorical when field.Encoding == CategoryEncoding.Hashing => "category (hashed)",
        FieldKind.Categorical => "category",
        FieldKind.Boolean => "yes or no",
        FieldKind.TimeOfDay => "time of day",
        _ => "time of week",
    };
}
