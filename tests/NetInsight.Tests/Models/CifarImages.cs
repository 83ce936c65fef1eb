namespace NetInsight.Tests.Models;

/// <summary>CIFAR-10's test images in shared/data, without loss.</summary>
internal static class CifarImages
{
    /// <summary>The images of a file in the folder shared; the test is skipped where it is absent.</summary>
    public static List<(RgbImage Image, int Label)> Load(string relative) => CifarFile.Load(SharedFiles.Require(relative));

    /// <summary>The number of images that are classified correctly.</summary>
    public static int Right(Model model, Preprocessing preprocessing, List<(RgbImage Image, int Label)> images)
    {
        float[] logits = model.Logits(preprocessing.ToTensor([.. images.Select(image => image.Image)])).AsSpan().ToArray();
        return images.Where(
            (image, n) => Array.IndexOf(logits, logits[(n * 10)..(n * 10 + 10)].Max(), n * 10, 10) - n * 10 == image.Label).Count();
    }
}
