using NetInsight.Kernels.Embedding;

namespace NetInsight.Benchmarks;

/// <summary>Pictures drawn by this program, for figures and measurements: a landscape, brush strokes, a mosaic.</summary>
internal static class DrawnPictures
{
    /// <summary>Each is drawn at three times its size and reduced, which smooths edges.</summary>
    private const int Finer = 3;

    private static readonly (double At, double Foot, double High)[] Trees =
        [(0.12, 0.66, 0.26), (0.24, 0.63, 0.17), (0.86, 0.70, 0.34), (0.80, 0.62, 0.16)];

    /// <summary>A lake between hills, with a sun, a house and trees.</summary>
    public static RgbImage Landscape(int size) => Draw(size, static (x, y) =>
    {
        double wave = 0.02 * Math.Sin(9 * x) + 0.015 * Math.Sin(23 * x + 1);
        if (Inside(x, y, 0.62, 0.50, 0.70, 0.60) || (y is > 0.44 and <= 0.50 && Math.Abs(x - 0.66) < (y - 0.44) * 0.9))
            return y <= 0.50 ? (150, 60, 40) : Inside(x, y, 0.645, 0.535, 0.67, 0.56) ? (250, 220, 120) : (225, 205, 180);
        foreach ((double at, double foot, double high) in Trees)
        {
            if (Math.Abs(x - at) < 0.008 + 0.004 * high && y < foot && y > foot - high)
                return (85, 60, 40);
            double dx = x - at, dy = (y - foot + 0.72 * high) * 0.8;
            if (dx * dx + dy * dy < 0.10 * high * high * (1 + 0.25 * Math.Sin(7 * Math.Atan2(dy, dx) + 9 * at)))
                return (35 + 60 * (0.3 - dy), 105 - 160 * dy, 45);
        }

        if (y > 0.60 + wave * 0.8)
            return y > 0.64 + 0.5 * wave ? Water(x, y) : (120 + 60 * x, 150 - 40 * x, 70);
        if (y > 0.47 + 0.05 * Math.Sin(5 * x + 0.6) + wave)
            return (95 + 40 * x, 140 - 90 * (y - 0.45), 80);
        double peaks = 0.30 + 0.13 * Math.Abs(Math.Sin(6.5 * x + 0.4)) + 0.03 * Math.Sin(31 * x);
        if (y > peaks)
            return y < peaks + 0.045 ? (235, 240, 250) : (105 + 50 * (y - 0.3), 110, 145 - 60 * (y - 0.3));
        double sun = Math.Pow(x - 0.3, 2) + Math.Pow(y - 0.16, 2);
        return sun < 0.006 ? (255, 236, 160) : (140 + 200 * y, 180 + 90 * y, 235 - 60 * y + 20 * Math.Exp(-sun / 0.02));

        static (double, double, double) Water(double x, double y)
        {
            double glint = Math.Sin(90 * y + 6 * Math.Sin(14 * x)) > 0.75 ? 45 : 0;
            return (60 + 90 * (1 - y) + glint, 110 + 100 * (1 - y) + glint, 165 + 30 * (1 - y) + glint);
        }

        static bool Inside(double x, double y, double left, double top, double right, double bottom) =>
            x > left && x < right && y > top && y < bottom;
    });

    /// <summary>Brush strokes along swirls, in blue, yellow and orange.</summary>
    public static RgbImage Strokes(int size)
    {
        (double R, double G, double B)[] palette =
            [(15, 30, 80), (30, 90, 180), (70, 150, 210), (250, 240, 180), (240, 200, 60), (230, 120, 40)];
        Pcg32 random = new(1);
        int side = size * Finer;
        byte[] pixels = new byte[3 * side * side];
        for (int at = 0; at < pixels.Length; at++)
            pixels[at] = (byte)(at % 3 == 0 ? 20 : at % 3 == 1 ? 40 : 90);
        for (int stroke = 0; stroke < 4200; stroke++)
        {
            double x = random.NextUnit(), y = random.NextUnit(), angle = 2 * Math.Sin(6.4 * x) + 2 * Math.Cos(7.3 * y);
            double length = 0.03 + 0.05 * random.NextUnit(), radius = (0.004 + 0.004 * random.NextUnit()) * side;
            double tone = (Math.Sin(5.1 * x) + Math.Cos(5.7 * y) + 2) / 4 * 6 + 0.8 * random.NextNormal();
            (double r, double g, double b) = palette[Math.Clamp((int)tone, 0, 5)];
            for (double t = 0; t <= length; t += 0.5 / side)
                Disc((x + t * Math.Cos(angle)) * side, (y + t * Math.Sin(angle)) * side, radius, (r, g, b));
        }

        return RgbImage.FromPixels(pixels, side, side, PixelLayout.Rgb24).Resize(size, size);

        void Disc(double cx, double cy, double radius, (double R, double G, double B) color)
        {
            for (int i = Math.Max((int)(cy - radius), 0); i <= Math.Min(cy + radius, side - 1); i++)
            {
                for (int j = Math.Max((int)(cx - radius), 0); j <= Math.Min(cx + radius, side - 1); j++)
                {
                    if ((i - cy) * (i - cy) + (j - cx) * (j - cx) > radius * radius)
                        continue;
                    int at = 3 * (i * side + j);
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)color.R, (byte)color.G, (byte)color.B);
                }
            }
        }
    }

    /// <summary>Tiles of irregular shape in dark joints: the nearest of random points, in reds, creams and greens.</summary>
    public static RgbImage Mosaic(int size)
    {
        (double R, double G, double B)[] palette = [(190, 60, 45), (225, 190, 140), (90, 130, 100), (240, 230, 200), (130, 40, 50)];
        Pcg32 random = new(2);
        (double X, double Y, int Color)[] points =
            [.. Enumerable.Range(0, 420).Select(_ => (random.NextUnit(), random.NextUnit(), (int)(random.NextUnit() * palette.Length)))];
        return Draw(size, (x, y) =>
        {
            double first = double.MaxValue, second = double.MaxValue;
            int color = 0;
            foreach ((double px, double py, int own) in points)
            {
                double distance = Math.Sqrt((x - px) * (x - px) + (y - py) * (y - py));
                if (distance < first)
                    (second, first, color) = (first, distance, own);
                else if (distance < second)
                    second = distance;
            }

            return second - first < 0.006 ? (35, 30, 30) : palette[color];
        });
    }

    private static RgbImage Draw(int size, Func<double, double, (double R, double G, double B)> color)
    {
        int side = size * Finer;
        byte[] pixels = new byte[3 * side * side];
        for (int at = 0; at < side * side; at++)
        {
            (double r, double g, double b) = color((at % side + 0.5) / side, (at / side + 0.5) / side);
            (pixels[3 * at], pixels[3 * at + 1], pixels[3 * at + 2]) = (Byte(r), Byte(g), Byte(b));
        }

        return RgbImage.FromPixels(pixels, side, side, PixelLayout.Rgb24).Resize(size, size);

        static byte Byte(double value) => (byte)Math.Clamp(value, 0, 255);
    }
}
