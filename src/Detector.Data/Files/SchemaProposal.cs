using System.Text.Json;
using System.Text.Unicode;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;

namespace Detector.Data.Files;

/// <summary>Reads a sample of a stream's messages and proposes a schema for it.</summary>
public static class SchemaProposal
{
    /// <summary>So many rows of a sample are read: enough to tell what a column is; more would only take longer.</summary>
    public const int MostRows = 500_000;

    /// <summary>The proposal, in the sample's own format.</summary>
    /// <param name="path">The sample.</param>
    /// <param name="options">What the user knows; a CSV file's delimiter is found.</param>
    /// <param name="progress">Told now and then the share of the file that was read.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <returns>The proposal, and the number of rows that it rests on.</returns>
    /// <exception cref="DataException">The sample cannot be read, or the options do not fit it.</exception>
    public static (InferredSchema Schema, int Rows) Infer(
        string path, InferenceOptions options, Action<double> progress, CancellationToken ct)
    {
        using DataFile file = DataFile.Open(path);
        var inference = new SchemaInference(file.Format);
        CsvHeader? header = file.Format == MessageFormat.Csv ? CsvHeader.Read(file, []) : null;
        foreach (string column in header?.Columns ?? [])
        {
            inference.Column(column);
        }

        while (inference.Rows < MostRows && file.Records.TryRead(out ReadOnlySpan<byte> record))
        {
            if (header is null)
            {
                ObserveJson(inference, file, record);
            }
            else
            {
                ObserveCsv(inference, file, header, record);
            }

            if (inference.Rows % 1024 == 0)
            {
                ct.ThrowIfCancellationRequested();
                progress(file.Fraction);
            }
        }

        try
        {
            string? delimiter = header is null ? options.Delimiter : header.Delimiter.ToString();
            InferredSchema inferred = inference.Infer(options with { Delimiter = delimiter });
            return (file.IsLasting ? LongFormat.Of(inferred, path, MostRows, ct) : inferred, inference.Rows);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{path}: {e.Message}", e);
        }
    }

    private static void ObserveJson(SchemaInference inference, DataFile file, ReadOnlySpan<byte> record)
    {
        try
        {
            inference.ObserveJson(record.ToArray());
        }
        catch (JsonException e)
        {
            throw file.IsUnterminated
                ? CutFile.At(file)
                : new DataException($"{file.Path}, line {file.Records.Line} is not one JSON object: "
                    + $"{e.Message.Split(" LineNumber:")[0]}", e);
        }
    }

    private static void ObserveCsv(SchemaInference inference, DataFile file, CsvHeader header, ReadOnlySpan<byte> record)
    {
        if (!Utf8.IsValid(record))
        {
            throw new DataException($"{file.Path}, line {file.Records.Line} is not text in UTF-8; "
                + $"text from Windows is made so by iconv -f WINDOWS-1252 -t UTF-8 {file.Path} > FILE");
        }

        var cells = new CsvCells(record, (byte)header.Delimiter);
        int column = 0;
        while (cells.TryRead(out ReadOnlySpan<byte> cell))
        {
            if (column < header.Columns.Count)
            {
                inference.Observe(column, cell);
            }

            column++;
        }

        if (column != header.Columns.Count)
        {
            throw file.IsUnterminated && column < header.Columns.Count
                ? CutFile.At(file)
                : new DataException($"{file.Path}, line {file.Records.Line} has {column} values, but the first line names "
                    + $"{header.Columns.Count} columns");
        }

        inference.EndRow();
    }
}
