using CsCheck;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Execution;
using NetInsight.Tests.FeatureSpace;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Inspection;

public sealed class ReceptiveFieldCheckTests
{
    [Theory]
    [InlineData("conv1")]
    [InlineData("pool1")]
    [InlineData("dilated")]
    [InlineData("sum")]
    [InlineData("joined")]
    [InlineData("average")]
    public void Computed_fields_are_confirmed(string layer)
    {
        using Model model = Branches();
        ReceptiveFieldCheckReport report = ReceptiveFieldCheck.Compute(
            model, layer, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.IsConfirmed, report.Caption);
        Assert.Equal(model.ReceptiveFieldOf(layer), report.Field);
        Assert.Equal(5, report.Units.Length);
        Assert.Empty(report.SidesBeyondImage);
        Assert.Contains("confirmed: pixels outside change nothing", report.ToString());
    }

    [Theory]
    [InlineData("layer1")]
    [InlineData("layer2.0.conv2")]
    [InlineData("layer3.0.conv1")]
    public void A_residual_network_of_many_layers_is_confirmed(string layer)
    {
        using Model model = Architectures.CifarResNet(20, HashFill.Weights);
        ReceptiveFieldCheckReport report = ReceptiveFieldCheck.Compute(
            model, layer, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.IsConfirmed, report.Caption);
    }

    /// <summary>
    /// Any network: no pixel outside a computed field changes a bit. (Edges may have no effect: a few channels after a ReLU can all be 0.)
    /// </summary>
    [Fact]
    public void No_pixel_outside_the_field_matters_in_random_networks() =>
        RandomGraph.OfOneImage.Sample(
            random =>
            {
                GraphInput input = new(
                    random.Graph.Inputs[0].Value, [null, .. random.Input.Shape.Dimensions[1..].ToArray().Select(extent => (int?)extent)]);
                using Model model = new(random.Graph with { Inputs = [input] }, ModelOptions.Default);
                foreach (Layer layer in model.Layers.TakeLast(3).Where(layer => layer.OutputShape is { Rank: 4 }))
                {
                    if (Record.Exception(() => model.ReceptiveFieldOf(layer.Name)) is null)     // else paths are not aligned: no field
                        Assert.DoesNotContain(ReceptiveFieldCheck.Compute(model, layer.Name).Faults, fault => fault.IsTooSmall);
                }
            },
            iter: 60,
            threads: 1);

    [Theory]
    [InlineData(-1, 0, 0, 0, true, FieldSide.Bottom)]           // rows, columns, top, left of a wrong field against the right one
    [InlineData(-1, 0, 1, 0, true, FieldSide.Top)]
    [InlineData(0, -1, 0, 0, true, FieldSide.Right)]
    [InlineData(0, -1, 0, 1, true, FieldSide.Left)]
    [InlineData(1, 0, 0, 0, false, FieldSide.Bottom)]
    [InlineData(1, 0, -1, 0, false, FieldSide.Top)]
    [InlineData(0, 1, 0, 0, false, FieldSide.Right)]
    [InlineData(0, 1, 0, -1, false, FieldSide.Left)]
    public void A_wrong_field_is_reported(int rows, int columns, int top, int left, bool isTooSmall, FieldSide side)
    {
        using Model model = Branches();
        ReceptiveField right = model.ReceptiveFieldOf("sum");
        ReceptiveField wrong = right with
        {
            Height = right.Height + rows,
            Width = right.Width + columns,
            Top = right.Top + top,
            Left = right.Left + left,
        };
        ReceptiveFieldCheckReport report = ReceptiveFieldCheck.Compute(
            model, "sum", new() { Field = wrong }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(report.IsConfirmed);
        Assert.All(report.Faults, fault => Assert.Equal((isTooSmall, side), (fault.IsTooSmall, fault.Side)));
        Assert.Contains("not confirmed", report.Caption);
    }

    [Fact]
    public void A_wrong_stride_is_reported_with_the_units_that_show_it()
    {
        using Model model = Branches();
        ReceptiveField right = model.ReceptiveFieldOf("pool1");
        ReceptiveFieldCheckReport report = ReceptiveFieldCheck.Compute(
            model,
            "pool1",
            new() { Field = right with { StrideDown = right.StrideDown - 1 } },
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains(report.Faults, fault => fault is { IsTooSmall: true, Side: FieldSide.Bottom, Row: > 0 });
        Assert.DoesNotContain(report.Faults, fault => fault.Row == 0 && fault.IsTooSmall);
        Assert.Contains("changes with pixels outside its field (Bottom: rows", report.Caption);
    }

    /// <summary>
    /// A branch of another centre: no common field can be computed, but a box that holds both can be given and is confirmed.
    /// </summary>
    [Fact]
    public void A_field_can_be_given_where_none_can_be_computed()
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 1, 8, 8);
        int even = graph.Node("even", new MaxPool(Window.Square(2)), graph.Node("pad", new Pad([0, 0, 0, 0], [0, 0, 1, 1]), x));
        using Model model = new(graph.Build(graph.Node("sum", new Arithmetic<Add>(), x, even)), ModelOptions.Default);
        Assert.Throws<InvalidOperationException>(
            () => ReceptiveFieldCheck.Compute(model, "sum", cancellationToken: TestContext.Current.CancellationToken));
        ReceptiveFieldCheckOptions options = new() { Field = new ReceptiveField(2, 2, 1, 1, 0, 0), Units = [(3, 4)] };
        ReceptiveFieldCheckReport report = ReceptiveFieldCheck.Compute(
            model, "sum", options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.IsConfirmed, report.Caption);
    }

    [Fact]
    public void Sides_that_lie_in_the_padding_are_named_and_not_checked()
    {
        using Model model = Branches();
        ReceptiveFieldCheckReport corner = ReceptiveFieldCheck.Compute(
            model, "sum", new() { Units = [(0, 0)] }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(corner.IsConfirmed);
        Assert.Equal([FieldSide.Top, FieldSide.Left], corner.SidesBeyondImage);
        Assert.Contains("Not checked, as it lies beyond the image for all of them: Top, Left", corner.Caption);
    }

    [Fact]
    public void A_field_that_covers_the_image_on_all_sides_cannot_be_confirmed()
    {
        using Model model = Architectures.CifarResNet(20, HashFill.Weights);
        ReceptiveFieldCheckReport report = ReceptiveFieldCheck.Compute(
            model, "layer3", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(report.Faults);
        Assert.Equal(4, report.SidesBeyondImage.Length);
        Assert.False(report.IsConfirmed);
        Assert.Contains("not confirmed, as no side of it lies on the image", report.Caption);
    }

    [Fact]
    public void A_network_of_zeros_cannot_confirm_anything()
    {
        using Model model = Architectures.CifarResNet(20, Weights.Generate((_, shape) => new Tensor(shape)));
        ReceptiveFieldCheckReport report = ReceptiveFieldCheck.Compute(
            model, "conv1", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(4, report.Faults.Length);
        Assert.All(report.Faults, fault => Assert.False(fault.IsTooSmall));
    }

    [Fact]
    public void The_same_seed_gives_the_same_report_and_the_model_stays_usable()
    {
        using Model model = Branches();
        RecordedProgress<Progress> reports = new();
        string first = ReceptiveFieldCheck.Compute(
            model, "joined", new() { Seed = 7 }, reports, TestContext.Current.CancellationToken).Caption;
        Assert.Equal(
            first,
            ReceptiveFieldCheck.Compute(
                model, "joined", new() { Seed = 7 }, cancellationToken: TestContext.Current.CancellationToken).Caption);
        Assert.Equal((5, 5), (reports.Seen[^1].Done, reports.Seen[^1].Total));
        Assert.Throws<OperationCanceledException>(
            () => ReceptiveFieldCheck.Compute(model, "joined", cancellationToken: new CancellationToken(true)));
        Assert.Equal(
            new Shape(1, 6, 5, 5), model.Run(new Tensor(new Shape(1, 2, 21, 23)), ["joined"])["joined"].Shape.With(2, 5).With(3, 5));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        using Model model = Branches();
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Throws<ArgumentNullException>(() => ReceptiveFieldCheck.Compute(null!, "sum", cancellationToken: token));
        Assert.Throws<ArgumentNullException>(() => ReceptiveFieldCheck.Compute(model, null!, cancellationToken: token));
        Assert.Throws<ArgumentException>(() => ReceptiveFieldCheck.Compute(model, "some", cancellationToken: token));
        Assert.Contains(
            "no unit (99, 0)",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => ReceptiveFieldCheck.Compute(model, "sum", new() { Units = [(99, 0)] }, cancellationToken: token)).Message);
        Assert.Throws<ArgumentException>(() => new ReceptiveFieldCheckOptions { Units = [(0, -1)] });
        Assert.Throws<ArgumentException>(() => new ReceptiveFieldCheckOptions { Units = default });
        Assert.Throws<ArgumentException>(() => new ReceptiveFieldCheckOptions { Field = new ReceptiveField(0, 1, 1, 1, 0, 0) });
    }

    /// <summary>
    /// Strides, padding, dilation and branches on an odd image, with random weights:
    /// <code>
    ///   x - conv1 (5, stride 2, padding 2) - relu1 - pool1 (3, stride 2, ceiling) -+- dilated (3, dilation 2) - sum -+- joined - average
    ///                                                                              +- one (1) -----------------'    |
    ///                                                                              +- wide (1 x 3) -----------------'
    /// </code>
    /// </summary>
    private static Model Branches()
    {
        GraphBuilder graph = new();
        uint seed = 1;
        int x = Conv("conv1", graph.Input("x", null, 2, 21, 23), Window.Square(5, 2, 2), 8, 2);
        x = graph.Node("pool1", new MaxPool(Window.Square(3, 2, ceiling: true)), graph.Node("relu1", new Activation<Relu>(), x));
        int dilated = Conv("dilated", x, Window.Square(3, padding: 2, dilation: 2), 3, 8), one = Conv("one", x, Window.Square(1), 3, 8);
        int wide = Conv("wide", x, new Window(new WindowAxis(1), new WindowAxis(3, 1, 1, 1)), 3, 8);
        int sum = graph.Node("sum", new Arithmetic<Add>(), dilated, one), joined = graph.Node("joined", new Concat(1), sum, wide);
        int average = graph.Node("average", new AveragePool(Window.Square(2), CountsPadding: true), joined);
        return new Model(graph.Build(average), ModelOptions.Default);

        int Conv(string name, int from, Window window, int outputs, int inputs)
        {
            Shape shape = new(outputs, inputs, window.Rows.Kernel, window.Columns.Kernel);
            return graph.Node(name, new Conv(window), from, graph.Constant(shape, Inputs.Rounded(shape, seed++).AsSpan()));
        }
    }
}
