namespace Detector.Data.Simulation.Scenes;

/// <summary>A place without anybody in it, and the ways that people take there. It is the same for every seed.</summary>
/// <param name="Lanes">The ways.</param>
/// <param name="Paint">Paints it.</param>
internal sealed record SceneGround(IReadOnlyList<SceneLane> Lanes, Action<Canvas> Paint)
{
    private static readonly SceneGround _street = new(
        [
            new((-0.15, 0.54), (1.15, 0.54), 0.2, 0.2, 7),
            new((1.15, 0.72), (-0.15, 0.72), 0.26, 0.26, 6),
            new((-0.15, 0.95), (1.15, 0.95), 0.34, 0.34, 9),
        ],
        PaintStreet);

    private static readonly SceneGround _yard = new(
        [
            new((-0.15, 0.52), (1.15, 0.58), 0.2, 0.22, 9),
            new((0.72, 0.44), (0.28, 1.1), 0.17, 0.4, 8),
            new((1.15, 0.93), (-0.15, 0.9), 0.34, 0.33, 9),
        ],
        PaintYard);

    public static SceneGround Of(ScenePlace place) => place == ScenePlace.Street ? _street : _yard;

    private static void PaintStreet(Canvas canvas)
    {
        canvas.Rectangle(0, 0, canvas.Aspect, 1, 0.55);
        canvas.Rectangle(0, 0, canvas.Aspect, 0.12, 0.85);
        for (int house = 0; house < 4; house++)
        {
            double left = canvas.Aspect * ((0.27 * house) - 0.04);
            double right = canvas.Aspect * ((0.27 * house) + 0.22);
            double top = 0.06 + (0.02 * (house * 3 % 4));
            canvas.Rectangle(left, top, right, 0.42, 0.36 + (0.09 * (house * 2 % 3)));
            for (int window = 0; window < 6; window++)
            {
                double x = left + ((right - left) * (0.14 + (0.29 * (window % 3))));
                double y = top + 0.05 + (0.14 * (window / 3));
                canvas.Rectangle(x, y, x + ((right - left) * 0.15), y + 0.08, 0.18);
            }
        }

        canvas.Rectangle(0, 0.42, canvas.Aspect, 0.46, 0.68);
        canvas.Rectangle(0, 0.6, canvas.Aspect, 0.61, 0.4);
        canvas.Rectangle(0, 0.79, canvas.Aspect, 0.805, 0.4);
        canvas.Rectangle(canvas.Aspect * 0.82, 0.1, (canvas.Aspect * 0.82) + 0.015, 0.5, 0.15);
        canvas.Ellipse(canvas.Aspect * 0.825, 0.1, 0.03, 0.02, 0.95);
    }

    private static void PaintYard(Canvas canvas)
    {
        canvas.Rectangle(0, 0, canvas.Aspect, 1, 0.48);
        canvas.Rectangle(0, 0, canvas.Aspect, 0.4, 0.62);
        for (int row = 0; row < 8; row++)
        {
            canvas.Rectangle(0, 0.05 * row, canvas.Aspect, (0.05 * row) + 0.006, 0.52);
        }

        canvas.Rectangle(canvas.Aspect * 0.62, 0.1, canvas.Aspect * 0.82, 0.44, 0.25);
        canvas.Rectangle(canvas.Aspect * 0.718, 0.1, canvas.Aspect * 0.724, 0.44, 0.45);
        canvas.Line(canvas.Aspect * 0.72, 0.44, canvas.Aspect * 0.28, 1.1, 0.16, 0.6);
        canvas.Rectangle(canvas.Aspect * 0.12, 0.3, (canvas.Aspect * 0.12) + 0.03, 0.47, 0.2);
        canvas.Ellipse(canvas.Aspect * 0.13, 0.2, 0.13, 0.15, 0.3);
        canvas.Ellipse(canvas.Aspect * 0.1, 0.14, 0.08, 0.09, 0.36);
    }
}
