namespace NetInsight.Tests.Models;

/// <summary>CIFAR-10's test pictures in shared/data, without loss.</summary>
internal static class CifarPictures
{
    /// <summary>The pictures of a file in the folder shared, or a skipped test where it is absent.</summary>
    public static List<(RgbImage Image, int Label)> Load(string relative) => CifarFile.Load(SharedFiles.Require(relative));

    /// <summary>How many pictures get their class.</summary>
    public static int Right(Model model, Preprocessing preprocessing, List<(RgbImage Image, int Label)> pictures)
    {
        float[] logits = model.Logits(preprocessing.ToTensor([.. pictures.Select(picture => picture.Image)])).AsSpan().ToArray();
        return pictures.Where((picture, n) => Array.IndexOf(logits, logits[(n * 10)..(n * 10 + 10)].Max(), n * 10, 10) - n * 10 == picture.Label).Count();
    }
}
