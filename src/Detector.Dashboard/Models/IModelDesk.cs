namespace Detector.Dashboard.Models;

/// <summary>A stream's models, as they are seen and changed by HTTP. Any thread; a change may take seconds.</summary>
public interface IModelDesk
{
    /// <summary>The versions of a stream, the newest first.</summary>
    /// <exception cref="ModelDeskException">They cannot be read.</exception>
    IReadOnlyList<ModelVersion> Versions(string stream);

    /// <summary>A version's report, a whole page of HTML; null where there is none.</summary>
    /// <exception cref="ModelDeskException">It cannot be read.</exception>
    byte[]? Report(string stream, string version);

    /// <summary>Makes a version the one that serves.</summary>
    /// <returns>What was done, in words.</returns>
    /// <exception cref="ModelDeskException">It is not there, or is refused.</exception>
    string Promote(string stream, string version);

    /// <summary>Makes the version serve that served before.</summary>
    /// <inheritdoc cref="Promote"/>
    string RollBack(string stream);

    /// <summary>Sets the threshold of the model that serves.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="wanted">What it is to be.</param>
    /// <inheritdoc cref="Promote" path="/returns"/>
    /// <inheritdoc cref="Promote" path="/exception"/>
    string SetThreshold(string stream, WantedThreshold wanted);
}
