using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Text;

namespace Detector.Core.Alerts;

/// <summary>Who is told of alerts by HTTP, beside the topic.</summary>
public sealed record WebhookSettings
{
    [HttpUrl, Description("An Alertmanager that is told of alerts as well (API v2), such as http://alertmanager:9093; to a Url without a "
        + "path, /api/v2/alerts is added. Default: none. The topic has every alert, whether or not this one does.")]
    public string? Url { get; init; }

    [Range(1, 100_000), Description("Alerts that wait for it at most; further ones are dropped, counted and said.")]
    public int Queue { get; init; } = 1000;
}
