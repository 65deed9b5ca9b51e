using System.ComponentModel.DataAnnotations;

namespace Detector.Models.Bundles;

/// <summary>What a model was trained on of one partition.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Start">The first offset that could be chosen.</param>
/// <param name="End">The offset after the last one that could be; those behind it were held back.</param>
/// <param name="HeldBackEnd">The offset after the last one held back.</param>
/// <param name="Rows">Events of it that were trained on, of those an even choice.</param>
public sealed record LineagePart(
    [property: StringLength(249, MinimumLength = 1)] string Topic,
    [property: Range(0, int.MaxValue)] int Partition,
    [property: Range(0, long.MaxValue)] long Start,
    [property: Range(0, long.MaxValue)] long End,
    [property: Range(0, long.MaxValue)] long HeldBackEnd,
    [property: Range(0, int.MaxValue)] int Rows);
