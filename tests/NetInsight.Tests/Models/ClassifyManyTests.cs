using NetInsight.Tests.FeatureSpace;
using NetInsight.Tests.Imaging;

namespace NetInsight.Tests.Models;

/// <summary>Many images classified in batches, from lists, sequences, asynchronous sequences and files.</summary>
public sealed class ClassifyManyTests
{
    private const int Batch = 32;               // the largest that is chosen for whole runs

    private static readonly NamedImage[] Images =
        [.. Enumerable.Range(0, 2 * Batch + 3).Select(i => new NamedImage($"{i}.jpg", TestImages.Noise(30 + i % 5, 36)))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_image_gets_its_own_classes_whatever_stands_beside_it()
    {
        using Model model = Network();
        IReadOnlyList<IReadOnlyList<Prediction>> all = model.Classify(Pixels(Images), count: 3, cancellationToken: Token);
        ImagePredictions[] backwards = [.. model.Classify(Images.Reverse(), count: 3, cancellationToken: Token)];
        Assert.Equal(Images.Length, all.Count);
        Assert.Equal(Images.Select(image => image.Id), backwards.Reverse().Select(result => result.ImageId));
        for (int i = 0; i < Images.Length; i++)
        {
            Assert.Equal(all[i], backwards[^(i + 1)].Predictions);              // to the last bit
            Assert.Equal(all[i][0], backwards[^(i + 1)].Top);
            IReadOnlyList<Prediction> alone = model.Classify(Images[i].Image, count: 3, cancellationToken: Token);
            foreach ((Prediction expected, Prediction found) in alone.Zip(all[i]))
            {
                Assert.Equal((expected.Class, expected.Label), (found.Class, found.Label));
                Assert.Equal(expected.Probability, found.Probability, Tolerances.Probability);
            }
        }

        Assert.Equal($"0.jpg: {all[0][0].Label} ({100 * all[0][0].Probability:0.0}%)", backwards[^1].ToString());
        Assert.Empty(model.Classify(Array.Empty<RgbImage>()));
        Assert.Empty(model.Classify(Array.Empty<NamedImage>()));
    }

    [Fact]
    public void A_sequence_is_enumerated_and_answered_one_batch_at_a_time()
    {
        using Model model = Network();
        int enumerated = 0;
        IEnumerable<NamedImage> Stream()
        {
            foreach (NamedImage image in Images)
            {
                enumerated++;
                yield return image;
            }
        }

        RecordedProgress<Progress> reports = new();
        int results = 0;
        foreach (ImagePredictions result in model.Classify(Stream(), 1, reports, Token))
        {
            Assert.Equal(Math.Min((results / Batch + 1) * Batch, Images.Length), enumerated);
            Assert.Equal(Images[results++].Id, result.ImageId);
            Assert.Single(result.Predictions);
        }

        Assert.Equal(Images.Length, results);
        Assert.Equal([Batch, 2 * Batch, Images.Length], reports.Seen.Select(report => report.Done));
        reports.Seen.Clear();
        Assert.Equal(Images.Length, model.Classify(Images, 1, reports, Token).Count());
        Assert.Equal(new Progress(Images.Length, Images.Length, default), reports.Seen[^1] with { Elapsed = default });
        _ = model.Classify(Stream(), 1, reports, Token);                        // nothing happens until it is enumerated
        Assert.Equal(Images.Length, enumerated);
    }

    [Fact]
    public async Task An_asynchronous_sequence_and_files_give_the_same()
    {
        using Model model = Network();
        ImagePredictions[] expected = [.. model.Classify(Images, 2, cancellationToken: Token)];
        async IAsyncEnumerable<NamedImage> Stream()
        {
            foreach (NamedImage image in Images)
            {
                await Task.Yield();
                yield return image;
            }
        }

        RecordedProgress<Progress> reports = new();
        AssertSame(expected, await ToList(model.ClassifyAsync(Stream(), 2, reports, Token)));
        Assert.Equal([Batch, 2 * Batch, Images.Length], reports.Seen.Select(report => report.Done));

        string folder = Directory.CreateTempSubdirectory("netinsight-").FullName;
        try
        {
            string[] paths = [.. Images[..3].Select(image => Path.Combine(folder, $"{image.Id}.png"))];
            for (int i = 0; i < paths.Length; i++)
                Images[i].Image.Save(paths[i]);
            List<ImagePredictions> found = await ToList(model.ClassifyAsync(paths, 2, reports, Token));
            AssertSame([.. expected[..3].Zip(paths, (result, path) => result with { ImageId = path })], found);
            Assert.Equal((3, 3), (reports.Seen[^1].Done, reports.Seen[^1].Total));

            string missing = Path.Combine(folder, "missing.png");
            await Assert.ThrowsAsync<FileNotFoundException>(() => ToList(model.ClassifyAsync([paths[0], missing])));
            await Assert.ThrowsAsync<ArgumentException>(() => ToList(model.ClassifyAsync([paths[0], paths[0]])));
            await Assert.ThrowsAsync<ArgumentException>(() => ToList(model.ClassifyAsync([""])));
            List<UnreadableImage> unreadable = [];
            IAsyncEnumerable<NamedImage> readable = ImageFiles.ReadAsync([missing, paths[1]], unreadable.Add);
            Assert.Equal(paths[1], Assert.Single(await ToList(model.ClassifyAsync(readable, 2))).ImageId);
            Assert.Equal(missing, Assert.Single(unreadable).Path);
            Assert.Equal(paths, ImageFiles.Read(paths).Select(image => image.Id));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Cancelling_stops_between_images_and_the_model_stays_usable()
    {
        using Model model = Network();
        using CancellationTokenSource source = new();
        int enumerated = 0;
        IEnumerable<NamedImage> Stream()
        {
            foreach (NamedImage image in Images)
            {
                if (++enumerated == Batch + 5)
                    source.Cancel();
                yield return image;
            }
        }

        List<ImagePredictions> results = [];
        Assert.Throws<OperationCanceledException>(() => results.AddRange(model.Classify(Stream(), 1, null, source.Token)));
        Assert.Equal(Batch + 5, enumerated);
        Assert.Throws<OperationCanceledException>(() => model.Classify(Pixels(Images), 1, null, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ToList(model.ClassifyAsync(ImageFiles.ReadAsync(["never.png"]), 1, null, source.Token)));
        Assert.Single(model.Classify(Pixels(Images[..1]), 1, cancellationToken: Token));
    }

    [Fact]
    public void Wrong_arguments_are_named_by_the_call_itself()
    {
        using Model model = Network();
        Assert.Throws<ArgumentOutOfRangeException>("count", () => model.Classify(Images, count: 0));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => model.ClassifyAsync(["a.png"], count: 0));
        Assert.Throws<ArgumentNullException>("images", () => model.Classify((IEnumerable<NamedImage>)null!));
        Assert.Throws<ArgumentNullException>("images", () => model.Classify((IReadOnlyList<RgbImage>)null!));
        Assert.Throws<ArgumentNullException>("paths", () => model.ClassifyAsync((IEnumerable<string>)null!));
        ArgumentException none = Assert.Throws<ArgumentException>("images", () => model.Classify([Images[0].Image, null!]));
        Assert.Contains("Image 1 is null", none.Message, StringComparison.Ordinal);
        NamedImage[] twice = [Images[0], Images[1], Images[0]];
        ArgumentException same = Assert.Throws<ArgumentException>("images", () => model.Classify(twice).ToArray());
        Assert.Contains("two images '0.jpg'", same.Message, StringComparison.Ordinal);
        using Model map = HeadNetwork.Load(3, file => file.Output("a"));
        InvalidOperationException unfit = Assert.Throws<InvalidOperationException>(() => map.Classify(Images));
        Assert.Contains("no classifier", unfit.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(IReadOnlyList<ImagePredictions> expected, IReadOnlyList<ImagePredictions> found)
    {
        Assert.Equal(expected.Select(result => result.ImageId), found.Select(result => result.ImageId));
        Assert.Equal(expected.SelectMany(result => result.Predictions), found.SelectMany(result => result.Predictions));
    }

    private static async Task<List<ImagePredictions>> ToList(IAsyncEnumerable<ImagePredictions> results)
    {
        List<ImagePredictions> list = [];
        await foreach (ImagePredictions result in results.ConfigureAwait(false))
            list.Add(result);
        return list;
    }

    private static RgbImage[] Pixels(NamedImage[] images) => [.. images.Select(image => image.Image)];

    private static Model Network() => Architectures.CifarResNet(20, HashFill.Weights);
}
