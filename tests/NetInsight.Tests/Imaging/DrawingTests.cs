using CsCheck;

namespace NetInsight.Tests.Imaging;

/// <summary>Grids, rectangles and outlines: position and colour of every pixel.</summary>
public sealed class DrawingTests
{
    private static readonly RgbColor Red = new(255, 0, 0);
    private static readonly RgbColor Blue = new(0, 0, 255);

    [Fact]
    public void Tiles_are_centred_in_equal_cells_with_gaps_between()
    {
        RgbImage[] tiles = [RgbImage.Solid(2, 4, Red), RgbImage.Solid(4, 2, Blue), RgbImage.Solid(1, 1, Red)];
        RgbImage grid = ImageGrid.Arrange(tiles, columns: 2, gap: 3, RgbColor.White);
        Assert.Equal((4 + 3 + 4, 4 + 3 + 4), (grid.Width, grid.Height));
        RgbImage expected = RgbImage.Solid(11, 11, RgbColor.White)
            .WithRectangle(new PixelRectangle(1, 0, 2, 4), Red)
            .WithRectangle(new PixelRectangle(0, 8, 4, 2), Blue)
            .WithRectangle(new PixelRectangle(8, 1, 1, 1), Red);
        TestImages.AssertSame(expected, grid);
    }

    [Fact]
    public void Every_tile_is_found_at_its_position() =>
        Gen.Select(TestImages.Random(5).Array[1, 9], Gen.Int[1, 5], Gen.Int[0, 3]).Sample((tiles, columns, gap) =>
        {
            RgbImage grid = ImageGrid.Arrange(tiles, columns, gap);
            int height = tiles.Max(tile => tile.Height), width = tiles.Max(tile => tile.Width), used = Math.Min(columns, tiles.Length);
            Assert.Equal(used * (width + gap) - gap, grid.Width);
            Assert.Equal((tiles.Length + used - 1) / used * (height + gap) - gap, grid.Height);
            for (int index = 0; index < tiles.Length; index++)
            {
                int x = index % used * (width + gap) + (width - tiles[index].Width) / 2;
                int y = index / used * (height + gap) + (height - tiles[index].Height) / 2;
                TestImages.AssertSame(tiles[index], grid.Crop(y, x, tiles[index].Height, tiles[index].Width));
            }
        });

    [Fact]
    public void Wrong_arguments_of_grids_are_named()
    {
        RgbImage[] one = [RgbImage.Solid(1000, 1000, Red)];
        Assert.Equal("tiles", Assert.Throws<ArgumentException>(() => ImageGrid.Arrange([], 1)).ParamName);
        Assert.Equal("columns", Assert.Throws<ArgumentOutOfRangeException>(() => ImageGrid.Arrange(one, 0)).ParamName);
        Assert.Equal("gap", Assert.Throws<ArgumentOutOfRangeException>(() => ImageGrid.Arrange(one, 1, -1)).ParamName);
        Assert.Throws<ArgumentException>(() => ImageGrid.Arrange([.. Enumerable.Repeat(one[0], 900)], 30));
        Assert.Throws<ArgumentException>(() => ImageGrid.Arrange([one[0], one[0], one[0]], 3, int.MaxValue));
    }

    [Fact]
    public void Rectangles_fill_exactly_what_lies_inside()
    {
        Gen<(int Y, int X, int Height, int Width)> rectangles = Gen.Select(Gen.Int[-9, 9], Gen.Int[-9, 9], Gen.Int[0, 12], Gen.Int[0, 12]);
        Gen.Select(TestImages.Random(8), rectangles).Sample((image, rectangle) =>
        {
            (int y, int x, int height, int width) = rectangle;
            RgbImage before = image.Crop(0, 0, image.Height, image.Width);
            RgbImage drawn = image.WithRectangle(new PixelRectangle(y, x, height, width), Red);
            TestImages.AssertSame(before, image);
            for (int row = 0; row < image.Height; row++)
            {
                for (int column = 0; column < image.Width; column++)
                {
                    bool inside = column >= x && column < x + width && row >= y && row < y + height;
                    Assert.Equal(inside ? Red : image[row, column], drawn[row, column]);
                }
            }
        });
    }

    [Fact]
    public void Outlines_run_along_the_inner_edge()
    {
        RgbImage blue = RgbImage.Solid(8, 8, Blue), drawn = blue.WithOutline(new PixelRectangle(1, 1, 5, 6), Red, thickness: 2);
        RgbImage expected = blue.WithRectangle(new PixelRectangle(1, 1, 5, 6), Red).WithRectangle(new PixelRectangle(3, 3, 1, 2), Blue);
        TestImages.AssertSame(expected, drawn);
        TestImages.AssertSame(RgbImage.Solid(2, 2, Red), RgbImage.Solid(2, 2, Blue).WithOutline(new PixelRectangle(0, 0, 2, 2), Red, 9));
        TestImages.AssertSame(RgbImage.Solid(2, 2, Blue), RgbImage.Solid(2, 2, Blue).WithOutline(new PixelRectangle(-3, -3, 8, 8), Red, 3));
    }

    [Fact]
    public void Extreme_rectangles_are_harmless()
    {
        RgbImage image = RgbImage.Solid(3, 3, Blue);
        TestImages.AssertSame(RgbImage.Solid(3, 3, Red), image.WithRectangle(new PixelRectangle(-5, -5, int.MaxValue, int.MaxValue), Red));
        TestImages.AssertSame(image, image.WithRectangle(new PixelRectangle(0, int.MaxValue, 3, int.MaxValue), Red));
        TestImages.AssertSame(image, image.WithOutline(new PixelRectangle(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue), Red));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelRectangle(0, 0, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.WithOutline(new PixelRectangle(0, 0, 1, 1), Red, 0));
    }
}
