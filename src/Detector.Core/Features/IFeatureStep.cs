namespace Detector.Core.Features;

/// <summary>Writes some columns of the features.</summary>
internal interface IFeatureStep
{
    /// <param name="rows">[count, fields] raw rows.</param>
    /// <param name="fields">Numbers a raw row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="features">[count, width] out; only this step's columns are written.</param>
    /// <param name="width">Features a row.</param>
    void Transform(ReadOnlyRowSpan rows, int fields, int count, Span<float> features, int width);
}
