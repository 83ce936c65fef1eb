using Microsoft.ML.OnnxRuntime;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.OnnxRuntime;

public sealed class TrainedNetworksTests
{
    [Theory]
    [MemberData(nameof(TrainedNetwork.All), MemberType = typeof(TrainedNetwork))]
    public void Outputs_of_trained_networks_agree(TrainedNetwork network)
    {
        using Model model = network.Load();
        Tensor input = network.Open()["input"];
        byte[] bytes = File.ReadAllBytes(SharedFiles.Require($"data/models/{network.File}"));
        Near.Relative(Peer.Run(bytes, input), model.Forward(input), Tolerances.OnnxRuntime);
    }

    [Fact]
    public void The_demo_model_agrees_on_its_images_and_classifies_them()
    {
        string folder = Path.Combine(Repository.Root, "samples", "NetInsight.Gallery", "Demo");
        using Model model = Model.Load(Path.Combine(folder, "demo-model.onnx"));
        using InferenceSession session = new(Path.Combine(folder, "demo-model.onnx"));
        foreach (string path in Directory.EnumerateFiles(Path.Combine(folder, "images"), "*.jpg"))
        {
            RgbImage photo = RgbImage.Load(path);
            Tensor input = model.Prepare(photo);
            Near.Relative(Peer.Run(session, input), model.Forward(input), Tolerances.OnnxRuntime);
            Prediction best = model.Classify(photo, 1)[0];
            Assert.Equal(Path.GetFileName(path).Split('-')[0], best.Label);
            Assert.True(best.Probability > 0.9);
        }
    }
}
