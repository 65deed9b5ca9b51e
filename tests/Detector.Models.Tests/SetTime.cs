namespace Detector.Models.Tests;

/// <summary>A clock that stands where it is set.</summary>
internal sealed class SetTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 7, 15, 2, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
