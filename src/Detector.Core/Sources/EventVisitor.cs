namespace Detector.Core.Sources;

/// <summary>Looks at one message; the view is gone when it returns.</summary>
public delegate void EventVisitor(in EventView message);
