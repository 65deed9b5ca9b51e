using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Detector.Dashboard.Alerts;

/// <summary>What a request to <c>/api/alerts</c> asks for.</summary>
/// <param name="Limit">Most alerts wanted.</param>
/// <param name="Stream">Only this stream's; null: of all streams.</param>
internal sealed record AlertQuery(int Limit, string? Stream)
{
    private const int DefaultLimit = 100;

    /// <summary>Reads the parameters; null, with what is wrong and how it is put right, where they are bad.</summary>
    public static AlertQuery? Parse(IQueryCollection parameters, int capacity, IReadOnlyCollection<string> streams, out string? error)
    {
        error = parameters.Keys.FirstOrDefault(name => name is not ("limit" or "stream")) is { } unknown
            ? $"unknown parameter '{unknown}'; there are limit and stream"
            : parameters.FirstOrDefault(parameter => parameter.Value.Count != 1) is { Key: { } repeated }
            ? $"parameter '{repeated}' is given more than once"
            : null;
        if (error is not null)
        {
            return null;
        }

        var limit = Math.Min(DefaultLimit, capacity);
        if (parameters.TryGetValue("limit", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1 || limit > capacity))
        {
            error = $"limit must be a whole number from 1 to {capacity}, not '{text}'";
            return null;
        }

        string? stream = parameters.TryGetValue("stream", out var name) ? name.ToString() : null;
        if (stream is not null && !streams.Contains(stream))
        {
            error = $"there is no stream '{stream}'; streams: {string.Join(", ", streams)}";
            return null;
        }

        return new AlertQuery(limit, stream);
    }
}
